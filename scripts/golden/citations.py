#!/usr/bin/env python3
"""Makes Tests/TestSupport/Resources/golden/C1s.json and C3s.json: the cases C1 and C3 on a random graph of Cora's size.

The same models (a two-layer GCN; encoder, graph equation by RK4, decoder) on data that needs no file: graph, features
and labels come from the generator below. Losses and gradients are written out by hand in NumPy, and the gradients are
checked against central differences of the loss before anything is written.

    python3 scripts/golden/citations.py        (needs numpy and scipy)
"""
import json
import pathlib

import numpy as np
import scipy.sparse as sp

NODES, EDGES, FEATURES, WORDS, CLASSES, HIDDEN, STEPS = 2708, 5278, 1433, 18, 7, 16, 4
OUT = pathlib.Path(__file__).resolve().parents[2] / "Tests/TestSupport/Resources/golden"
MASK = (1 << 64) - 1


class Generator:
    """s <- s * 6364136223846793005 + 1442695040888963407 mod 2^64, of which the upper bits are taken."""

    def __init__(self, seed):
        self.s = seed

    def next(self):
        self.s = (self.s * 6364136223846793005 + 1442695040888963407) & MASK
        return self.s

    def below(self, bound):
        return (self.next() >> 33) % bound

    def weights(self, rows, columns, scale):
        values = [(2 * ((self.next() >> 11) / 2**53) - 1) * scale for _ in range(rows * columns)]
        return np.array(values).reshape(rows, columns)


def problem():
    g = Generator(2026)
    edges = set()
    for _ in range(EDGES):
        i, j = g.below(NODES), g.below(NODES)
        if i != j:
            edges.add((min(i, j), max(i, j)))
    rows, columns = zip(*edges)
    a = sp.coo_matrix((np.ones(len(edges)), (rows, columns)), shape=(NODES, NODES))
    a = (a + a.T + sp.eye(NODES)).tocsr()
    root = 1 / np.sqrt(np.asarray(a.sum(axis=1)).ravel())
    a = sp.diags(root) @ a @ sp.diags(root)
    x = np.zeros((NODES, FEATURES))
    for i in range(NODES):
        for _ in range(WORDS):
            x[i, g.below(FEATURES)] = 1
    x /= x.sum(axis=1, keepdims=True)
    labels = np.array([g.below(CLASSES) for _ in range(NODES)])
    part = np.arange(NODES) % 19
    return a.tocsr(), sp.csr_matrix(x), labels, {"train": part == 0, "val": (part > 0) & (part < 4), "test": part > 3}


def cross_entropy(z, labels, mask):
    """The mean over the masked rows, and its gradient in z."""
    shifted = z - z.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.flatnonzero(mask)
    bar = np.zeros_like(z)
    bar[rows] = np.exp(logp[rows])
    bar[rows, labels[rows]] -= 1
    return -logp[rows, labels[rows]].mean(), bar / len(rows)


def gcn(w, a, x, labels, mask):
    ax = a @ x
    z1 = ax @ w["W1"]
    h = np.maximum(z1, 0)
    ah = a @ h
    z = ah @ w["W2"]
    loss, zbar = cross_entropy(z, labels, mask)
    hbar = a.T @ (zbar @ w["W2"].T)
    return loss, z, {"W1": ax.T @ (hbar * (z1 > 0)), "W2": ah.T @ zbar}


def gcde(w, a, x, labels, mask):
    weights, nodes = (1 / 6, 1 / 3, 1 / 3, 1 / 6), (0, 0.5, 0.5, 1)
    step = 1 / STEPS
    h, states = x @ w["We"], []
    for _ in range(STEPS):
        slopes, stages = [], []
        for c in nodes:
            y = h + (step * c * slopes[-1] if slopes else 0)
            ay = a @ y
            z = ay @ w["W"]
            stages.append((ay, z))
            slopes.append(np.maximum(z, 0))
        states.append(stages)
        h = h + step * sum(b * k for b, k in zip(weights, slopes))
    z = h @ w["Wd"]
    loss, zbar = cross_entropy(z, labels, mask)
    bars = {"Wd": h.T @ zbar, "W": np.zeros_like(w["W"])}
    hbar = zbar @ w["Wd"].T
    for stages in reversed(states):
        kbars = [step * b * hbar for b in weights]
        for i in (3, 2, 1, 0):
            ay, z1 = stages[i]
            m = kbars[i] * (z1 > 0)
            bars["W"] += ay.T @ m
            ybar = a.T @ (m @ w["W"].T)
            hbar = hbar + ybar
            if i:
                kbars[i - 1] = kbars[i - 1] + step * nodes[i] * ybar
    bars["We"] = x.T @ hbar
    return loss, z, bars


def check(model, w, arguments):
    """The directional derivative along a random direction against central differences."""
    rng = np.random.default_rng(0)
    along = {k: rng.standard_normal(v.shape) for k, v in w.items()}
    bars = model(w, *arguments)[2]
    slope = sum((along[k] * bars[k]).sum() for k in w)
    h = 1e-6
    ends = [model({k: w[k] + s * h * along[k] for k in w}, *arguments)[0] for s in (1, -1)]
    difference = (ends[0] - ends[1]) / (2 * h)
    assert abs(difference - slope) <= 1e-6 * max(1, abs(slope)), (difference, slope)
    return abs(difference - slope)


def write(name, op, description, model, shapes, seed):
    a, x, labels, masks = problem()
    weights, entries = {}, {}
    for k, (key, shape) in enumerate(shapes.items()):
        scale = float(np.sqrt(6 / sum(shape)))
        matrix = Generator(seed + k).weights(*shape, scale)
        weights[key] = matrix
        flat = matrix.ravel()
        entries[key] = {"shape": list(shape), "scale": scale, "seed": seed + k, "first": flat[:4].tolist(), "last": flat[-1]}
    arguments = (a, x, labels, masks["train"])
    agree = check(model, weights, arguments)
    loss, z, bars = model(weights, *arguments)
    accuracy = {k: float((z.argmax(axis=1) == labels)[m].mean()) for k, m in masks.items()}
    largest = {k: int(np.abs(b).argmax()) for k, b in bars.items()}
    case = {
        "id": name, "op": op, "description": description, "dataset": "random, scripts/golden/citations.py",
        "weights": entries,
        "expected": {
            "loss": float(loss),
            "logits_rows": {str(i): z[i].tolist() for i in (0, 1, NODES // 2, NODES - 1)},
            "logits_norm": float(np.linalg.norm(z)), "accuracy": accuracy,
            "grad_norms": {k: float(np.linalg.norm(b)) for k, b in bars.items()},
            "grad_first": {k: b.ravel()[:6].tolist() for k, b in bars.items()},
            "grad_sum": {k: float(b.sum()) for k, b in bars.items()},
            "grad_argmax": {k: [largest[k], float(b.ravel()[largest[k]])] for k, b in bars.items()},
        },
        "tolerance": {"rel": 1e-10, "abs": 1e-13},
        "agree_gradient_directional": float(agree),
    }
    (OUT / f"{name}.json").write_text(json.dumps(case, indent=1) + "\n")


if __name__ == "__main__":
    write("C1s", "gcn", "two-layer GCN (16 hidden, ReLU) on a random graph of Cora's size", gcn,
          {"W1": (FEATURES, HIDDEN), "W2": (HIDDEN, CLASSES)}, 1000)
    write("C3s", "gcde_graph", "encoder, dH/dt = relu(A H W) by RK4 (4 steps to t = 1), decoder, on a random graph of Cora's size",
          gcde, {"We": (FEATURES, HIDDEN), "W": (HIDDEN, HIDDEN), "Wd": (HIDDEN, CLASSES)}, 3000)
