"""Two commands in turn, in one run: medians of wall clock and CPU time, peak memory, and what each of them answered."""

import os
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass


@dataclass
class Run:
    wall: float
    cpu: float
    out: str
    command: list
    more: dict

    @property
    def rss(self):
        return peak(self.command, **self.more)


def peak(command, **more):
    """Peak memory in MiB, by a run of its own: a child of ours would begin with our memory."""
    with tempfile.NamedTemporaryFile("r") as file:
        words = ["/usr/bin/time", "-f", "%M", "-o", file.name, *(str(word) for word in command)]
        subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
        return int(file.read().split()[-1]) / 1024


def once(command, codes=(0, 3, 6), **more):
    """Runs a command; a shell line where it is a text."""
    if isinstance(command, str):
        command = ["sh", "-c", command]
    # A pipe of ours would be read while the clock runs.
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        child = subprocess.Popen([str(word) for word in command], stdout=out, stderr=errors, **more)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in codes:
            errors.seek(0)
            raise RuntimeError(f"{command} ended with {child.returncode}: {errors.read()[:2000]}")
        out.seek(0)
        return Run(wall, usage.ru_utime + usage.ru_stime, out.read(), [str(word) for word in command], more)


def median(runs):
    last = runs[-1]
    return Run(statistics.median(r.wall for r in runs), statistics.median(r.cpu for r in runs), last.out, last.command, last.more)


def in_turn(commands, rounds, **more):
    """The medians of each command; they take turns, so that a busy minute of the machine hits all of them."""
    runs = [[] for _ in commands]
    for _ in range(rounds):
        for command, kept in zip(commands, runs):
            kept.append(once(command, **more))
    return [median(kept) for kept in runs]
