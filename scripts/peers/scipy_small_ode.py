#!/usr/bin/env python3
"""SciPy on the problem of `Benchmarks small-odes`: nanoseconds an evaluation of the field, min and median."""

import time

from scipy.integrate import solve_ivp

A, B, C, D = 1.1, 0.4, 0.1, 0.4


def rate(t, y):
    prey, predators = y
    return [prey * (A - B * predators), predators * (C * prey - D)]


for method in ["RK45", "DOP853", "LSODA"]:
    samples = []
    for _ in range(30):
        start = time.perf_counter()
        solution = solve_ivp(rate, (0, 20), [10, 5], method=method, rtol=1e-8, atol=1e-10)
        samples.append((time.perf_counter() - start) / solution.nfev * 1e9)
    samples.sort()
    print(f"  {method:10} {samples[0]:8.0f} / {samples[len(samples) // 2]:8.0f} ns, {solution.nfev} evaluations")
