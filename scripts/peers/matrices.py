"""Writes one problem for all to read: `matrices.py NAME|FILE FOLDER [SECOND]`.

NAME is a, c, d or e (see `generated`); FILE is Matrix Market, gzipped or not. Into FOLDER go, for
SparseAD, NAME.mtx and second.mtx, and for the peers the same matrices as first.csr and second.csr
(int64 rows, columns, entries; int32 row starts; int32 columns; float64 values) and triplets.coo
(int64 rows, columns, triplets; int32 rows; int32 columns; float64 values).
Every run writes the same numbers.
"""

import os
import sys

import numpy as np
import scipy.io
import scipy.sparse as sp


def band(n, beside, centre):
    """The n × n matrix with one value on the diagonal and another one on both sides of it."""
    return sp.diags_array([beside, centre, beside], offsets=[-1, 0, 1], shape=(n, n))


def poisson(n, dimensions):
    """The Laplacian on a grid with n points a side: the sum of the axes' second differences."""
    total = 0
    for axis in range(dimensions):
        factors = [band(n, -1.0, 2.0) if k == axis else sp.eye_array(n) for k in range(dimensions)]
        term = factors[0]
        for factor in factors[1:]:
            term = sp.kron(term, factor)
        total = total + term
    return total


def box(n, dimensions):
    """Ones to all neighbours of a grid point, itself and those across corners included."""
    matrix = band(n, 1.0, 1.0)
    for _ in range(dimensions - 1):
        matrix = sp.kron(matrix, band(n, 1.0, 1.0))
    return matrix.tocsr()


def uniform(n, degree, seed):
    """Erdős–Rényi: `degree` random columns in each row, fewer where they coincide."""
    random = np.random.default_rng(seed)
    rows = np.repeat(np.arange(n), degree)
    matrix = sp.coo_array((np.ones(rows.size), (rows, random.integers(0, n, rows.size))), shape=(n, n)).tocsr()
    matrix.data = random.uniform(0, 2 / degree, matrix.nnz)
    return matrix


def cora(seed, nodes=2708, edges=5278):
    """A graph of Cora's size with heavy-tailed degrees, as a graph convolution uses it:
    D^-1/2 (A + I) D^-1/2."""
    random = np.random.default_rng(seed)
    weights = random.pareto(2, nodes) + 1
    pairs = set()
    while len(pairs) < edges:
        ends = random.choice(nodes, (edges, 2), p=weights / weights.sum())
        for i, j in np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1).tolist():
            if len(pairs) < edges:
                pairs.add((i, j))
    i, j = np.array(sorted(pairs)).T
    graph = sp.coo_array((np.ones(edges), (i, j)), shape=(nodes, nodes))
    graph = (graph + graph.T + sp.eye_array(nodes)).tocsr()
    scale = sp.diags_array(1 / np.sqrt(graph.sum(axis=1)))
    return scale @ graph @ scale


def brick(n):
    return 28 * sp.eye_array(n**3) - box(n, 3)


generated = {
    "a": lambda: (poisson(1000, 2), box(1000, 2) - 0.5 * sp.eye_array(1000**2)),
    "c": lambda: (uniform(200_000, 16, 5), uniform(200_000, 16, 6)),
    "d": lambda: (cora(8), cora(9)),
    "e": lambda: (brick(60), poisson(60, 3)),
}


def read(path):
    matrix = scipy.io.mmread(path, spmatrix=False)
    return matrix if sp.issparse(matrix) else sp.coo_array(matrix)


def triplets(matrix):
    """The places of all entries in random order, a quarter of them twice, with random values."""
    random = np.random.default_rng(7)
    matrix = matrix.tocoo()
    order = np.concatenate([np.arange(matrix.nnz), random.integers(0, matrix.nnz, matrix.nnz // 4)])
    order = random.permutation(order)
    return matrix.row[order], matrix.col[order], random.standard_normal(order.size)


def write(path, shape, *arrays):
    with open(path, "wb") as file:
        np.array([*shape, arrays[-1].size], np.int64).tofile(file)
        for array in arrays[:-1]:
            array.astype(np.int32).tofile(file)
        arrays[-1].astype(np.float64).tofile(file)


def canonical(matrix):
    matrix = sp.csr_array(matrix, dtype=np.float64)
    matrix.sum_duplicates()
    return matrix


def main(source, folder, second=None):
    if source in generated:
        a, b = map(canonical, generated[source]())
    else:
        a = canonical(read(source))
        # Without a second matrix, the first one with its rows moved by one: another pattern.
        b = canonical(read(second)) if second else a[np.roll(np.arange(a.shape[0]), 1)]
    if a.shape != b.shape:
        sys.exit(f"the sum of matrices of shapes {a.shape} and {b.shape} is undefined")
    os.makedirs(folder, exist_ok=True)
    for name, file, m in (("first", os.path.basename(folder), a), ("second", "second", b)):
        write(f"{folder}/{name}.csr", m.shape, m.indptr, m.indices, m.data)
        scipy.io.mmwrite(f"{folder}/{file}.mtx", m, precision=17, symmetry="general")
    write(f"{folder}/triplets.coo", a.shape, *triplets(a))
    print(*a.shape, a.nnz)


if __name__ == "__main__":
    main(*sys.argv[1:])
