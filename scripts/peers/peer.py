"""What the peers in Python share: the matrices, the timer, and the loop that answers the driver.

A peer is started as `python <peer>_peer.py FOLDER`, says its name and version, and then measures
one operation for each line on its standard input, so that the driver can take turns among peers
without starting them again and again. It answers in lines of JSON.
"""

import dataclasses
import functools
import gc
import json
import os
import sys
import time

import numpy as np

folder = sys.argv[1]
threads = int(os.environ["OMP_NUM_THREADS"])
budget = float(os.environ.get("COMPARE_BUDGET", "0.35"))
cap = float(os.environ.get("COMPARE_CAP", "4"))


@dataclasses.dataclass
class CSR:
    rows: int
    columns: int
    starts: np.ndarray
    indices: np.ndarray
    values: np.ndarray

    @property
    def shape(self):
        return self.rows, self.columns

    @property
    def count(self):
        return self.values.size

    @functools.cached_property
    def row_indices(self):
        return np.repeat(np.arange(self.rows, dtype=np.int32), np.diff(self.starts))


def csr(name):
    """first or second."""
    with open(f"{folder}/{name}.csr", "rb") as file:
        rows, columns, count = (int(n) for n in np.fromfile(file, np.int64, 3))
        starts, indices = (np.fromfile(file, np.int32, n) for n in (rows + 1, count))
        return CSR(rows, columns, starts, indices, np.fromfile(file, np.float64, count))


def triplets():
    """Row indices, column indices, values: a quarter of the places twice, in random order."""
    with open(f"{folder}/triplets.coo", "rb") as file:
        count = int(np.fromfile(file, np.int64, 3)[2])
        rows, columns = (np.fromfile(file, np.int32, count) for _ in range(2))
        return rows, columns, np.fromfile(file, np.float64, count)


def dense(*shape, seed=1):
    return np.random.default_rng(seed).standard_normal(shape)


def multiplications(a, b):
    """Of the sparse product a b: a bound for the entries of the result."""
    return int(np.diff(b.starts).astype(np.int64)[a.indices].sum())


def time_calls(call):
    """Minimum and median in milliseconds, and the number of samples: at least five that last
    `budget` seconds together, or three once they last `cap`. A sample is a batch of calls of at
    least a millisecond."""

    def seconds(calls):
        start = time.perf_counter()
        for _ in range(calls):
            call()
        return (time.perf_counter() - start) / calls

    if (estimate := seconds(1)) < cap:  # the first call may have compiled something
        estimate = seconds(1)
    batch = max(1, int(1e-3 / max(estimate, 1e-7)))
    samples, start = [], time.perf_counter()
    gc.disable()
    while True:
        samples.append(seconds(batch))
        elapsed = time.perf_counter() - start
        if len(samples) >= (3 if elapsed > cap else 5) and elapsed > budget:
            break
    gc.enable()
    samples.sort()
    return samples[0] * 1e3, samples[len(samples) // 2] * 1e3, len(samples)


def say(**answer):
    print(json.dumps(answer), flush=True)


def serve(name, version, operations):
    """Answers until the input ends. `operations` maps names to generators; each yields a note and
    a call to time, and a third thing where the call does not do the same as the others: why not."""
    say(peer=name, version=version)
    for line in sys.stdin:
        op = line.strip()
        try:
            for note, call, *unlike in operations.get(op, tuple)():
                try:
                    minimum, median, samples = time_calls(call)
                    say(peer=name, version=version, op=op, note=note, min_ms=minimum, med_ms=median,
                        reps=samples, unlike=unlike[0] if unlike else "")
                except Exception as error:  # another way to call the same may still work
                    say(peer=name, op=op, note=note, error=f"{error}"[:200])
        except Exception as error:
            say(peer=name, op=op, error=f"{type(error).__name__}: {error}"[:200])
        gc.collect()
        say(done=op)
