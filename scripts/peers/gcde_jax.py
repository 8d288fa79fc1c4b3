"""dH/dt = relu(A H W) in JAX: `gcde_jax.py FOLDER CHANNELS STEPS`.

Runge-Kutta of order 4 over [0, 1] as a compiled scan, A H by gathering rows and summing segments (the fastest that
JAX has on the CPU), loss mean(H(1)²), gradients in H(0) and W. One line of JSON.
"""

import os
import sys

from peer import csr, say, threads

os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])  # before JAX makes its threads

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

from gcde_problem import measure, start  # noqa: E402

folder, channels, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
a = csr("first")
w, h0 = (jnp.array(x) for x in start(a.columns, channels))
rows, columns = jnp.array(a.row_indices.astype(np.int32)), jnp.array(a.indices)
values = jnp.array(a.values.astype(np.float32))[:, None]


def field(h, w):
    x = h @ w
    return jax.nn.relu(jax.ops.segment_sum(values * x[columns], rows, a.rows, indices_are_sorted=True))


def loss(h, w):
    dt = 1 / steps

    def step(h, _):
        k1 = field(h, w)
        k2 = field(h + dt / 2 * k1, w)
        k3 = field(h + dt / 2 * k2, w)
        k4 = field(h + dt * k3, w)
        return h + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4), None

    return (jax.lax.scan(step, h, None, length=steps)[0] ** 2).mean()


gradient = jax.jit(jax.grad(loss, argnums=(0, 1)))
say(version=jax.__version__, note="scan, segment_sum", **measure(lambda: jax.block_until_ready(gradient(h0, w)), compiles=True))
