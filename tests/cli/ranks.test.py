"""tron yield on the ranks of a real MPI job: the same bytes as one process, one voice, no rank left behind."""
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

from program import MPIRUN, NETWORK, TRON, mpi_environment, mpirun, small_data, tron


def at_work(pids):
    """Those that are neither gone nor only waiting to be buried."""
    left = []
    for pid in pids:
        try:
            state = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state not in "ZX":
            left.append(pid)
    return left


def children(pid):
    listed = subprocess.run(["pgrep", "-P", str(pid), "-x", "tron"], capture_output=True, text=True, check=False)
    return [int(word) for word in listed.stdout.split()]


class Ranks(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.data = small_data(self.folder)

    def command(self, *arguments):
        return ["yield", "--network", NETWORK, "--data", self.data, "--samples", 0, "--chips", 4, "--varied-chips", 1,
                *arguments]

    def test_ranks_change_nothing(self):
        table = self.folder / "chips.csv"
        command = self.command("--assumptions", "paper,audited", "--csv", table)
        alone = tron(*command)
        expected = table.read_bytes()
        for ranks, threads in ((2, 0), (3, 2)):
            table.unlink()
            process = mpirun(ranks, *command, "--threads", threads)
            self.assertEqual(process.returncode, 0, process.stderr)
            self.assertEqual(process.stdout.replace(f" --threads {threads}", ""), alone.stdout)
            # mpirun has words of its own on odd machines.
            self.assertNotIn("tron: ", process.stderr)
            self.assertEqual(table.read_bytes(), expected)

    def test_more_ranks_than_work(self):
        process = mpirun(4, *self.command("--threads", 4))
        self.assertEqual(process.returncode, 0, process.stderr)

    def test_a_launcher_that_names_ranks_as_slurm_does(self):
        slurm = 'for name in $(env | grep -o "^OMPI_COMM_WORLD[A-Z_]*"); do unset $name; done; exec "$@"'
        environment = {**mpi_environment(), "SLURM_STEP_NUM_TASKS": "2"}
        command = [*MPIRUN, "-n", "2", "sh", "-c", slurm, "sh", TRON, *map(str, self.command())]
        process = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=environment)
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertEqual(process.stdout, tron(*self.command()).stdout)

    def test_one_rank_speaks(self):
        for arguments in (("--chips", "0"), ("--assumptions", "lightening"), ("--data", self.folder / "nowhere")):
            alone = tron(*self.command(*arguments))
            process = mpirun(2, *self.command(*arguments))
            self.assertEqual(process.returncode, 2, process.stderr)
            self.assertEqual(process.stdout, "")
            self.assertEqual([line for line in process.stderr.splitlines() if line.startswith("tron: ")],
                             alone.stderr.splitlines())

    def started(self):
        command = [str(word) if word != 4 else "100000" for word in self.command()]
        process = subprocess.Popen([*MPIRUN, "-n", "2", TRON, *command], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, env=mpi_environment())
        deadline = time.time() + 20
        while len(children(process.pid)) < 2 and time.time() < deadline:
            time.sleep(0.01)
        ranks = children(process.pid)
        self.assertEqual(len(ranks), 2)
        return process, ranks

    def all_end(self, process, ranks):
        process.wait(timeout=30)
        deadline = time.time() + 10
        while at_work(ranks) and time.time() < deadline:
            time.sleep(0.02)
        self.assertEqual(at_work(ranks), [])

    def test_no_rank_outlives_mpirun(self):
        for moment in (0, 0.1, 0.3, 1):
            process, ranks = self.started()
            time.sleep(moment)
            os.kill(process.pid, signal.SIGKILL)
            self.all_end(process, ranks)

    def test_a_lost_rank_ends_the_job(self):
        for which in (0, 1):
            process, ranks = self.started()
            time.sleep(1)
            os.kill(ranks[which], signal.SIGKILL)
            self.all_end(process, ranks)
            self.assertNotEqual(process.returncode, 0)


if __name__ == "__main__":
    unittest.main()
