"""What the programs that solve dH/dt = relu(A H W) share."""

import resource
import time

import numpy as np


def start(nodes, channels):
    """W and H(0), of both signs, so that about half of the units are off."""
    random = np.random.default_rng(3)
    w = random.uniform(-1, 1, (channels, channels)) * np.sqrt(3 / channels)
    return w.astype(np.float32), random.uniform(-0.87, 0.87, (nodes, channels)).astype(np.float32)


def measure(call, compiles=False):
    """Milliseconds of the first call and of the later ones, and the most memory of the process in MB. Where a call takes
    half a minute, and the first does not compile, it is the only one."""
    times = []
    while len(times) < 2 or (sum(times) < 4 and len(times) < 10):
        if times and times[0] > 30 and not compiles:
            break
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    rest = sorted(times[1:] or times)
    return dict(first_ms=times[0] * 1e3, min_ms=rest[0] * 1e3, med_ms=rest[len(rest) // 2] * 1e3, reps=len(rest),
                peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6)
