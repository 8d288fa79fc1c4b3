"""What PyTorch's autograd costs an operation: `overhead_torch.py FOLDER`, FOLDER with a Cora-sized graph.

- chain_8_vectors: y = y w and y = y + b in turn, 1000 operations on vectors of 8.
- chain_cora_gemv: x = A x, 20 times, differentiated by x and the values of A, in CSR, in COO and by hand.
One line of JSON each, with minimum and median of forward and backward in µs an operation.
"""

import warnings

import torch

from peer import csr, dense, say, threads, time_calls

warnings.filterwarnings("ignore")
torch.set_num_threads(threads)
torch.set_default_dtype(torch.float64)
CHAIN, PRODUCTS = 1000, 20


def report(op, note, operations, call):
    minimum, median, samples = time_calls(call)
    say(version=torch.__version__, op=op, note=note, min_us=minimum * 1e3 / operations,
        med_us=median * 1e3 / operations, reps=samples)


def chain():
    w, b = (torch.full((8,), value, requires_grad=True) for value in (0.999, 0.001))
    start = torch.from_numpy(dense(8)).requires_grad_()

    def call():
        y = start
        for _ in range(CHAIN // 2):
            y = y * w
            y = y + b
        torch.autograd.grad(y.sum(), (start, w, b))

    report("chain_8_vectors", "", CHAIN, call)


def gemv():
    a = csr("first")
    starts, rows, columns = (torch.from_numpy(n).long() for n in (a.starts, a.row_indices, a.indices))
    values = torch.from_numpy(a.values).requires_grad_()
    x = torch.from_numpy(dense(a.columns, 1)).requires_grad_()
    def csr_matrix():
        return torch.sparse_csr_tensor(starts, columns, values, a.shape)

    def coo_matrix():
        return torch.sparse_coo_tensor(torch.stack([rows, columns]), values, a.shape, is_coalesced=True)

    def gathered(v, x):
        return torch.zeros(a.rows, 1).index_add(0, rows, v[:, None] * x[columns])

    ways = {
        "CSR": (csr_matrix, torch.sparse.mm),
        "CSR, reduce=sum": (csr_matrix, lambda m, x: torch.sparse.mm(m, x, "sum")),
        "COO": (coo_matrix, torch.sparse.mm),
        "gather, index_add": (lambda: values, gathered),
    }
    for note, (matrix, product) in ways.items():
        def call():
            m, y = matrix(), x
            for _ in range(PRODUCTS):
                y = product(m, y)
            torch.autograd.grad(y.sum(), (values, x))

        report("chain_cora_gemv", note, PRODUCTS, call)


chain()
gemv()
