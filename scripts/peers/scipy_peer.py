"""SciPy: `csr_array`, on one thread whatever is asked for."""

import numpy as np
import scipy
import scipy.sparse as sp

from peer import csr, dense, multiplications, serve, triplets

a = csr("first")
A = sp.csr_array((a.values, a.indices, a.starts), shape=a.shape)
AT = A.T
LARGEST = 200_000_000  # entries of a full product that is masked only afterwards


def spmv():
    x = dense(a.columns)
    yield "A @ x", lambda: A @ x


def gemv():
    x, y = dense(a.columns), dense(a.rows, seed=2)
    yield "1.5 (A @ x) + 0.5 y", lambda: 1.5 * (A @ x) + 0.5 * y


def spmv_transposed():
    x = dense(a.rows)
    yield "A.T @ x", lambda: AT @ x


def spmm(k):
    h = dense(a.columns, k)
    yield "A @ H", lambda: A @ h


def spmm_transposed():
    h = dense(a.rows, 64)
    yield "A.T @ H", lambda: AT @ h


def sampled(u, v, chunk=1 << 16):
    """The products of rows of u and v at the entries of a; in parts, since u[rows] is large."""
    out = np.empty(a.count)
    for start in range(0, a.count, chunk):
        part = slice(start, start + chunk)
        out[part] = np.einsum("ij,ij->i", u[a.row_indices[part]], v[a.indices[part]])
    return out


def sddmm():
    u, v = dense(a.rows, 64), dense(a.columns, 64, seed=2)
    yield "gather, einsum", lambda: sampled(u, v)


def bwd_gemv():
    x, g = dense(a.columns), dense(a.rows, seed=2)
    yield "by hand: g[rows] x[columns], A.T @ g", lambda: (g[a.row_indices] * x[a.indices], AT @ g)


def bwd_spmm():
    h, g = dense(a.columns, 64), dense(a.rows, 64, seed=2)
    yield "by hand: gather, einsum; A.T @ G", lambda: (sampled(g, h), AT @ g)


def spgemm():
    def product():
        c = A @ A
        c.sort_indices()

    yield "A @ A, sort_indices", product
    yield "A @ A", lambda: A @ A, "unsorted"


def masked():
    ones = sp.csr_array((np.ones(a.count), a.indices, a.starts), shape=a.shape)
    if multiplications(a, a) < LARGEST:
        yield "(A @ A.T).multiply(mask)", lambda: (A @ AT).multiply(ones)


def spgemm_bwd():
    g = A @ A
    ones = sp.csr_array((np.ones(a.count), a.indices, a.starts), shape=a.shape)
    if int(np.diff(A.indptr)[g.indices].sum()) < LARGEST:
        g.sort_indices()
        yield "full products, then the masks", lambda: ((g @ AT).multiply(ones), (AT @ g).multiply(ones))


def lincomb():
    b = csr("second")
    B = sp.csr_array((b.values, b.indices, b.starts), shape=b.shape)
    yield "1.5 A + 0.5 B", lambda: 1.5 * A + 0.5 * B


def lincomb_same():
    B = A.copy()
    yield "1.5 A.data + 0.5 B.data", lambda: 1.5 * A.data + 0.5 * B.data, "no matrices: arrays alone"
    yield "1.5 A + 0.5 B", lambda: 1.5 * A + 0.5 * B


def coo2csr():
    rows, columns, values = triplets()
    yield "coo_array.tocsr", lambda: sp.coo_array((values, (rows, columns)), shape=a.shape).tocsr()


def transpose():
    yield "A.T.tocsr", AT.tocsr


serve("SciPy", scipy.__version__, dict(
    spmv=spmv, gemv=gemv, spmvT=spmv_transposed, spmm16=lambda: spmm(16), spmm64=lambda: spmm(64),
    spmmT64=spmm_transposed, sddmm64=sddmm, bwd_gemv=bwd_gemv, bwd_spmm64=bwd_spmm, spgemm=spgemm,
    mspgemm=masked, spgemm_bwd=spgemm_bwd, lincomb=lincomb, lincomb_same=lincomb_same,
    coo2csr=coo2csr, transpose=transpose))
