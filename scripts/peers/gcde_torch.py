"""dH/dt = relu(A H W) with torchdiffeq: `gcde_torch.py FOLDER CHANNELS STEPS [adjoint]`.

Runge-Kutta of order 4 over [0, 1], A in CSR, loss mean(H(1)²), gradients in H(0) and W: through the steps, or with
`adjoint` by odeint_adjoint, which solves backward. One line of JSON.
"""

import sys
import warnings

import torch
import torchdiffeq

from peer import csr, say, threads
from gcde_problem import measure, start

warnings.filterwarnings("ignore")
torch.set_num_threads(threads)
folder, channels, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
solve = torchdiffeq.odeint_adjoint if sys.argv[4:] == ["adjoint"] else torchdiffeq.odeint
m = csr("first")
a = torch.sparse_csr_tensor(torch.from_numpy(m.starts).int(), torch.from_numpy(m.indices),
                            torch.from_numpy(m.values).float(), m.shape)
w0, h0 = (torch.from_numpy(x) for x in start(m.columns, channels))


class Field(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.w = torch.nn.Parameter(w0.clone())

    def forward(self, t, h):
        return torch.relu(a @ (h @ self.w))


field = Field()
times = torch.linspace(0, 1, 2)


def gradient():
    h = h0.clone().requires_grad_()
    field.zero_grad(set_to_none=True)
    (solve(field, h, times, method="rk4", options={"step_size": 1 / steps})[-1] ** 2).mean().backward()


note = "odeint_adjoint" if sys.argv[4:] else "odeint"
say(version=f"{torch.__version__}, torchdiffeq {torchdiffeq.__version__}", note=note, **measure(gradient))
