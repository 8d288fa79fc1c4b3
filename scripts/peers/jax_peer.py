"""JAX: BCOO, BCSR and sums over segments, compiled, in double precision."""

import os

import numpy as np

from peer import csr, dense, serve, threads, triplets

# The number of threads follows the processors that the process may use.
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
from jax.experimental import sparse  # noqa: E402

jax.config.update("jax_enable_x64", True)
a = csr("first")
values, rows, columns, starts = map(jnp.array, (a.values, a.row_indices, a.indices, a.starts))
places = jnp.stack([rows, columns], 1)


def bcoo(v):
    return sparse.BCOO((v, places), shape=a.shape, indices_sorted=True, unique_indices=True)


def segments(v, h):
    terms = (v[:, None] if h.ndim == 2 else v) * h[columns]
    return jax.ops.segment_sum(terms, rows, a.rows, indices_are_sorted=True)


products = {
    "BCOO": lambda v, h: bcoo(v) @ h,
    "BCSR": lambda v, h: sparse.BCSR((v, columns, starts), shape=a.shape) @ h,
    "segment_sum": segments,
}


def compiled(function, *arguments):
    function = jax.jit(function)
    return lambda: jax.block_until_ready(function(*arguments))


def forward(*k):
    h = jnp.array(dense(a.columns, *k))
    for note, product in products.items():
        yield note, compiled(product, values, h)


def transposed(*k):
    h = jnp.array(dense(a.rows, *k))
    yield "BCOO.T", compiled(lambda v, h: bcoo(v).T @ h, values, h)


def gemv():
    x, y = jnp.array(dense(a.columns)), jnp.array(dense(a.rows, seed=2))
    for note, product in products.items():
        yield note, compiled(lambda v, x, y, product=product: 1.5 * product(v, x) + 0.5 * y, values, x, y)


def backward(*k):
    h, g = jnp.array(dense(a.columns, *k)), jnp.array(dense(a.rows, *k, seed=2))
    for note, product in products.items():
        yield "vjp, " + note, compiled(lambda v, h, g, product=product: jax.vjp(product, v, h)[1](g), values, h, g)


def sddmm():
    u, v = jnp.array(dense(a.rows, 64)), jnp.array(dense(a.columns, 64, seed=2))
    contraction = (((1,), (1,)), ((), ()))
    yield "bcoo_dot_general_sampled", compiled(
        lambda u, v: sparse.bcoo_dot_general_sampled(u, v, places, dimension_numbers=contraction), u, v)
    yield "gather, multiply, sum", compiled(lambda u, v: (u[rows] * v[columns]).sum(1), u, v)


def lincomb_same():
    sum_of_arrays = compiled(lambda u, v: 1.5 * u + 0.5 * v, values, values + 1)
    yield "1.5 A.data + 0.5 B.data", sum_of_arrays, "no matrices: arrays alone"


def coo2csr():
    i, j, v = triplets()
    m = sparse.BCOO((jnp.array(v), jnp.array(np.stack([i, j], 1))), shape=a.shape)
    yield "BCOO.sum_duplicates", compiled(lambda m: m.sum_duplicates(nse=a.count).data, m)


serve("JAX", jax.__version__, dict(
    spmv=forward, gemv=gemv, spmvT=transposed, spmm16=lambda: forward(16), spmm64=lambda: forward(64),
    spmmT64=lambda: transposed(64), sddmm64=sddmm, bwd_gemv=backward, bwd_spmm64=lambda: backward(64),
    lincomb_same=lincomb_same, coo2csr=coo2csr))
