"""The processes that are measured, and what else the machine does meanwhile."""

import json
import os
import resource
import selectors
import subprocess
import sys
import time


def say(*words):
    print(*words, file=sys.stderr, flush=True)


def cpu_seconds():
    """Of all processes."""
    with open("/proc/stat") as file:
        user, nice, system, idle, wait, *rest = (int(n) for n in file.readline().split()[1:9])
    return (user + nice + system + sum(rest)) / os.sysconf("SC_CLK_TCK")


def process_seconds(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Foreign:
    """How many cores others kept busy, while the time of one process is known by `own`."""

    def __init__(self, own):
        self.own = own
        self.start = (cpu_seconds(), own(), time.monotonic())

    def cores(self):
        total, own, now = cpu_seconds() - self.start[0], self.own() - self.start[1], time.monotonic() - self.start[2]
        return round(max(0.0, total - own) / max(now, 1e-3), 2)


class Peer:
    """A process that is asked for one operation after the other. One that dies or is too slow is
    started again for the next one."""

    def __init__(self, name, command, options):
        self.name, self.command, self.options = name, command, options
        self.process, self.starts = None, True

    def start(self):
        threads = str(self.options.threads)
        limits = {f"{library}_NUM_THREADS": threads for library in ("OMP", "MKL", "OPENBLAS")}
        environment = os.environ | limits | {"COMPARE_BUDGET": str(self.options.budget)}
        self.process = subprocess.Popen(self.command, env=environment, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)
        self.pending = b""
        return self.answer(time.monotonic() + self.options.timeout)

    def answer(self, deadline):
        """The next line of JSON; None where the process ended or the time is over."""
        while True:
            line, newline, rest = self.pending.partition(b"\n")
            if newline:
                self.pending = rest
                if line.startswith(b"{"):
                    return json.loads(line)
            elif self.selector.select(max(0.0, deadline - time.monotonic())):
                data = os.read(self.process.stdout.fileno(), 1 << 16)
                if not data:
                    return None
                self.pending += data
            else:
                return None

    def measure(self, op):
        if self.process is None and self.starts and self.start() is None:
            say(f"  {self.name} is left out: it does not start")
            self.starts = False
            self.stop()
        if not self.starts:
            return []
        foreign = Foreign(lambda: process_seconds(self.process.pid))
        deadline, records = time.monotonic() + self.options.timeout, []
        try:
            self.process.stdin.write(f"{op}\n".encode())
            self.process.stdin.flush()
            while "done" not in (answer := self.answer(deadline) or {"done": None}):
                records.append(answer)
            if answer["done"] is None:
                raise TimeoutError
            cores = foreign.cores()
        except (TimeoutError, BrokenPipeError):
            say(f"  {self.name}/{op}: ended, or took longer than {self.options.timeout:g} s")
            self.stop()
            cores = float(os.cpu_count())  # unknown: what was measured before counts as on a busy machine
        return [record | {"foreign": cores} for record in records]

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
        self.process = None


class Ours:
    def __init__(self, program, folder, options):
        self.program, self.folder, self.options = program, folder, options
        self.name = os.path.basename(folder)

    def measure(self, ops):
        out = f"{self.folder}/ours.json"
        pattern = "".join("\\" + c if c in r"\.+*?()[]{}|^$" else c for c in self.name)
        command = [self.program, "kernels", "--matrix", f"{self.folder}/{self.name}.mtx",
                   "--filter", f"^{pattern}/({'|'.join(ops)})$", "--threads", str(self.options.threads),
                   "--precision", "double", "--json", out, "--alone", "--seconds", str(self.options.budget)]
        if ops == ["lincomb"]:  # products are of the matrix with itself
            command += ["--second", f"{self.folder}/second.mtx"]
        foreign = Foreign(children_seconds)
        result = subprocess.run(command, capture_output=True, text=True)
        cores = foreign.cores()
        if result.returncode != 0:
            say(f"  Benchmarks failed: {result.stderr.strip()[-300:]}")
            return []
        with open(out) as file:
            records = json.load(file)
        seen, mine = set(), []
        for r in records:  # a generated matrix of the same name comes after the file
            if r["op"] in ops and r["op"] not in seen:
                seen.add(r["op"])
                mine.append({"peer": "SparseAD", "version": "", "op": r["op"], "note": "", "min_ms": r["min_ms"],
                             "med_ms": r["med_ms"], "reps": r["reps"], "unlike": "", "foreign": cores})
        return mine
