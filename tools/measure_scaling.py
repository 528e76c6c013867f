#!/usr/bin/env python3
"""How much a second thread or rank brings to a sweep, beside what it brings to a pure spin loop on the same cores.

    tools/measure_scaling.py [PROGRAM] [PAIRS] [SECONDS]

Each pair runs, one after the other: the spin loop once and twice at a time, then a sweep with a store on one and on two
threads (or ranks of one thread). What counts is work done in a fixed time: turns of the loop, points in the store. Prints
the medians over the pairs of scaling of the sweep / scaling of the loop; the goal is 0.95.
"""
import os
import pathlib
import sqlite3
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
GOAL = 0.95
SPIN = """
import time
end, turns = time.perf_counter() + {seconds}, 0
while time.perf_counter() < end:
    for _ in range(10000):
        pass
    turns += 1
print(turns)
"""
MPIRUN = ["mpirun", "--oversubscribe", "--bind-to", "none", "--mca", "plm", "isolated", "--mca", "btl", "self,vader"]


def spin(processes, seconds):
    running = [
        subprocess.Popen([sys.executable, "-c", SPIN.format(seconds=seconds)], stdout=subprocess.PIPE)
        for _ in range(processes)
    ]
    return sum(int(process.communicate()[0]) for process in running)


def sweep(program, space, folder, seconds, threads, ranks):
    store = folder / f"{threads}-{ranks}.sqlite"
    store.unlink(missing_ok=True)
    environment = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
    job = [*MPIRUN, "-n", str(ranks)] if ranks > 1 else []
    subprocess.run(
        [*job, program, "explore", space, "--store", store, "--threads", str(threads), "--time", str(seconds)],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
    )
    return sqlite3.connect(store).execute("SELECT coalesce(sum(count), 0) FROM chunk").fetchone()[0]


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "build" / "tron")
    pairs = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 4
    ratios = {"threads": [], "ranks": []}
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        space = folder / "space.toml"
        text = (ROOT / "data" / "space" / "tron-devices.toml").read_text(encoding="utf-8")
        space.write_text(text.replace('"nsga2"', '"exhaustive"').replace("budget = 5000", ""), encoding="utf-8")
        for _ in range(pairs):
            loop = spin(2, seconds) / spin(1, seconds)
            one = sweep(program, space, folder, seconds, 1, 1)
            for what, two in (
                ("threads", sweep(program, space, folder, seconds, 2, 1)),
                ("ranks", sweep(program, space, folder, seconds, 1, 2)),
            ):
                ratios[what].append(two / one / loop)
                print(f"loop x{loop:.2f}, {what}: {one / seconds:.0f} -> {two / seconds:.0f} points/s, "
                      f"x{two / one:.2f}, ratio {two / one / loop:.3f}", flush=True)
    for what, values in ratios.items():
        print(f"{what}: median {statistics.median(values):.3f} of the loop's scaling (goal {GOAL})")


if __name__ == "__main__":
    main()
