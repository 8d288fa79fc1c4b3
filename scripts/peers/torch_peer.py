"""PyTorch: sparse CSR (through MKL or its own loops, by index type) and COO tensors."""

import functools
import warnings

import torch

from peer import csr, dense, multiplications, serve, threads, triplets

warnings.filterwarnings("ignore")
torch.set_num_threads(threads)
torch.set_grad_enabled(False)
a = csr("first")
LARGEST = 200_000_000  # entries of a full product that is masked only afterwards
rows = torch.from_numpy(a.row_indices).long()
columns = torch.from_numpy(a.indices).long()


def tensor(*shape, seed=1):
    return torch.from_numpy(dense(*shape, seed=seed))


def compressed(m, dtype=torch.int32):
    starts, indices = torch.from_numpy(m.starts).to(dtype), torch.from_numpy(m.indices).to(dtype)
    return torch.sparse_csr_tensor(starts, indices, torch.from_numpy(m.values), m.shape)


def coordinates(m):
    places = torch.stack([torch.from_numpy(m.row_indices).long(), torch.from_numpy(m.indices).long()])
    return torch.sparse_coo_tensor(places, torch.from_numpy(m.values), m.shape, is_coalesced=True)


A = compressed(a)
A64 = compressed(a, torch.int64)


@functools.cache
def coo():
    return coordinates(a)


def spmv():
    x = tensor(a.columns)
    yield "CSR mv", lambda: torch.mv(A, x)
    yield "COO mv", lambda: torch.mv(coo(), x)


def gemv():
    x, y = tensor(a.columns), tensor(a.rows, seed=2)
    yield "CSR addmv", lambda: torch.addmv(y, A, x, alpha=1.5, beta=0.5)


def spmv_transposed():
    x, view = tensor(a.rows), A.t()
    yield "CSR.t() mv", lambda: torch.mv(view, x)
    made = view.to_sparse_csr()
    yield "CSR of the transpose, mv", lambda: torch.mv(made, x), "transposed before, values and all"


def spmm(k):
    h = tensor(a.columns, k)
    yield "CSR mm", lambda: torch.sparse.mm(A, h)
    yield "CSR int64 mm, reduce=sum", lambda: torch.sparse.mm(A64, h, "sum")
    yield "COO mm", lambda: torch.sparse.mm(coo(), h)


def spmm_transposed():
    h, view = tensor(a.rows, 64), A.t()
    yield "CSR.t() mm", lambda: view @ h


def sddmm():
    u, v = tensor(a.rows, 64), tensor(a.columns, 64, seed=2).t()
    zero = torch.sparse_csr_tensor(A64.crow_indices(), A64.col_indices(), torch.zeros_like(A64.values()), a.shape)
    yield "sampled_addmm", lambda: torch.sparse.sampled_addmm(zero, u, v, beta=0)


def backward(k):
    """Through autograd, the graph kept, so that only the backward pass is timed."""
    x, g = tensor(a.columns, k), tensor(a.rows, k, seed=2)
    x.requires_grad_()
    ways = [("CSR mm", A64, ()), ("CSR mm, reduce=sum", A64, ("sum",))]
    if a.rows * a.columns < 10_000_000:  # the gradient is dense in between
        ways.append(("COO mm", coo(), ()))
    for note, matrix, reduction in ways:
        with torch.enable_grad():
            m = matrix.detach().clone().requires_grad_()
            y = torch.sparse.mm(m, x, *reduction)
        yield note, lambda: torch.autograd.grad(y, (m, x), g, retain_graph=True)


def spgemm():
    yield "CSR mm", lambda: torch.sparse.mm(A, A), "unsorted"
    yield "COO mm", lambda: torch.sparse.mm(coo(), coo())


def masked():
    if multiplications(a, a) < LARGEST:
        transposed = coo().t().coalesce()
        yield "COO mm, sparse_mask", lambda: torch.sparse.mm(coo(), transposed).sparse_mask(coo())


def spgemm_bwd():
    if multiplications(a, a) > LARGEST / 10:
        return
    with torch.enable_grad():
        p, q = (coo().detach().clone().requires_grad_() for _ in range(2))
        c = torch.sparse.mm(p, q)
    g = c.detach().clone()
    yield "COO mm", lambda: torch.autograd.grad(c, (p, q), g, retain_graph=True)


def lincomb():
    b = csr("second")
    B, B2 = compressed(b), coordinates(b)
    yield "CSR add: A + 0.5 B", lambda: torch.add(A, B, alpha=0.5)
    yield "COO add: A + 0.5 B, coalesce", lambda: torch.add(coo(), B2, alpha=0.5).coalesce()


def lincomb_same():
    u, v = A.values(), A.values().clone()
    B = torch.sparse_csr_tensor(A.crow_indices(), A.col_indices(), v, A.shape)
    yield "CSR add: A + 0.5 B", lambda: torch.add(A, B, alpha=0.5)
    yield "1.5 A.values() + 0.5 B.values()", lambda: torch.add(1.5 * u, v, alpha=0.5), "no matrices: arrays alone"


def coo2csr():
    i, j, values = map(torch.from_numpy, triplets())
    places = torch.stack([i.long(), j.long()])
    yield "coalesce, to_sparse_csr", lambda: torch.sparse_coo_tensor(places, values, a.shape).coalesce().to_sparse_csr()


def transpose():
    yield "t(), to_sparse_csr", lambda: A.t().to_sparse_csr()
    yield "int64, t(), to_sparse_csr", lambda: A64.t().to_sparse_csr()


serve("PyTorch", torch.__version__, dict(
    spmv=spmv, gemv=gemv, spmvT=spmv_transposed, spmm16=lambda: spmm(16), spmm64=lambda: spmm(64),
    spmmT64=spmm_transposed, sddmm64=sddmm, bwd_gemv=lambda: backward(1), bwd_spmm64=lambda: backward(64),
    spgemm=spgemm, mspgemm=masked, spgemm_bwd=spgemm_bwd, lincomb=lincomb, lincomb_same=lincomb_same,
    coo2csr=coo2csr, transpose=transpose))
