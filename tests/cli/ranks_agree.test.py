"""Ranks of an MPI job mean the same work or none: whoever has another file, none, a broken one, another program or too
little memory ends the job within seconds, by name, before anything is computed or kept."""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from program import MPIRUN, NETWORK, ROOT, SANITIZED, TRON, mpi_environment, small_data, tron

SPACE = """
name = "agree"
what = "a few chips"
chip = "./chip.toml"
assumptions = "./set.toml"
objectives = ["throughput", "accuracy"]
[network.vit]
network = "./network"
data = "images.npy"
[stages]
event = 2
inference = 1
samples = 4
[parameter.heads]
path = "sizes.heads"
values = [2, 4]
"""
EXPLORE = ["explore", "space.toml", "--store", "store.sqlite", "--csv", "front.csv"]
YIELD = ["yield", "--chip", "./chip.toml", "--assumptions", "./set.toml", "--network", "./network", "--data",
         "images.npy", "--samples", "0", "--chips", "2", "--varied-chips", "0", "--csv", "chips.csv"]
HOST = socket.gethostname()
PATIENCE = 90  # seconds; a job takes a few of an idle machine, and one that hangs takes all


def fill(folder):
    """What both commands read, all of it in the folder."""
    folder.mkdir()
    small_data(folder)
    shutil.copytree(NETWORK, folder / "network")
    (folder / "space.toml").write_text(SPACE, encoding="utf-8")
    (folder / "chip.toml").write_bytes((ROOT / "data" / "chip" / "tron.toml").read_bytes())
    (folder / "set.toml").write_bytes((ROOT / "data" / "assumptions" / "paper.toml").read_bytes())


def edited(name, before, after):
    def edit(folder):
        text = (folder / name).read_text(encoding="utf-8")
        assert before in text, name
        (folder / name).write_text(text.replace(before, after, 1), encoding="utf-8")
    return edit


def gone(name):
    return lambda folder: (folder / name).unlink()


def cut(name):
    return lambda folder: os.truncate(folder / name, (folder / name).stat().st_size // 2)


def last_bit(name):
    def flip(folder):
        content = bytearray((folder / name).read_bytes())
        content[-1] ^= 1
        (folder / name).write_bytes(content)
    return flip


class RanksAgree(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def rank(self, number):
        return self.folder / f"rank{number}"

    def job(self, command, ranks, programs=None, limits=None):
        """Each rank in a folder of its own; `programs` and `limits` (kB of address space) by rank."""
        words = [*MPIRUN]
        for number in range(ranks):
            words += [":"] if number else []
            words += ["-n", "1", "-wdir", str(self.rank(number))]
            if number in (limits or {}):
                words += ["sh", "-c", f'ulimit -v {limits[number]}; exec "$@"', "sh"]
            words += [str((programs or {}).get(number, TRON)), *command]
        environment = {**mpi_environment(), "TRON_DATA": str(ROOT / "data")}
        process = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=False, env=environment)
        return process

    def words(self, process):
        return [line for line in process.stderr.splitlines() if line.startswith("tron: ")]

    def refused(self, process, rank, *parts):
        """Exit 2 in one line that names rank, host and `parts`; nothing written anywhere."""
        self.assertEqual(process.returncode, 2, process.stderr)
        self.assertEqual(process.stdout, "")
        self.assertEqual(len(self.words(process)), 1, process.stderr)
        (line,) = self.words(process)
        self.assertTrue(line.startswith(f"tron: rank {rank} on {HOST}: "), line)
        for part in parts:
            self.assertIn(part, line)
        written = [path for path in self.folder.rglob("*") if path.suffix in (".sqlite", ".csv", ".part")]
        self.assertEqual(written, [])

    def refuses(self, command, ranks, odd, change, *parts):
        for number in range(ranks):
            shutil.rmtree(self.rank(number), ignore_errors=True)
            fill(self.rank(number))
        change(self.rank(odd))
        with self.subTest(command=command[0], ranks=ranks, odd=odd, parts=parts):
            self.refused(self.job(command, ranks), odd, *parts)

    def test_equal_folders_are_fine_and_bring_the_same_bytes(self):
        self.fill_ranks(4)
        for command, table in ((EXPLORE, "front.csv"), (YIELD, "chips.csv")):
            alone = tron(*command, cwd=self.rank(3))
            self.assertEqual(alone.returncode, 0, alone.stderr)
            for ranks in (2, 3):
                process = self.job(command, ranks)
                self.assertEqual(process.returncode, 0, process.stderr)
                self.assertEqual(self.words(process), [])
                self.assertEqual((self.rank(0) / table).read_bytes(), (self.rank(3) / table).read_bytes())
                (self.rank(0) / "store.sqlite").unlink(missing_ok=True)

    def test_another_file(self):
        self.refuses(EXPLORE, 2, 1, edited("space.toml", "[2, 4]", "[2, 6]"), "space", "space.toml", "with hash")
        self.refuses(EXPLORE, 3, 2, last_bit("network/model.safetensors"), "network/model.safetensors")
        self.refuses(EXPLORE, 2, 1, edited("set.toml", "what = \"", "what = \"another "), "assumptions", "./set.toml")
        self.refuses(YIELD, 3, 1, edited("chip.toml", "what = \"", "what = \"another "), "chip", "./chip.toml")
        self.refuses(YIELD, 2, 1, last_bit("images.labels.txt"), "images.labels.txt")

    def test_a_missing_file(self):
        self.refuses(EXPLORE, 2, 0, gone("space.toml"), "space.toml", "no description of that name", "rank 1 on")
        self.refuses(EXPLORE, 3, 2, gone("network/config.json"), "network/config.json", "nothing of the kind")
        self.refuses(YIELD, 2, 1, gone("chip.toml"), "chip.toml: found no such file")
        self.refuses(YIELD, 2, 1, gone("images.npy"), "images.npy: found no such file")

    def test_a_broken_file(self):
        self.refuses(EXPLORE, 3, 1, edited("space.toml", "[2, 4]", "[2, 4"), "space.toml", "line ")
        self.refuses(EXPLORE, 2, 1, edited("chip.toml", "[", "[["), "chip.toml", "line ")
        self.refuses(YIELD, 2, 1, cut("network/model.safetensors"), "network/model.safetensors")

    def fill_ranks(self, ranks):
        for number in range(ranks):
            fill(self.rank(number))

    def test_a_store_stays_as_it_was(self):
        self.fill_ranks(2)
        self.assertEqual(tron(*EXPLORE, cwd=self.rank(0)).returncode, 0)
        store = (self.rank(0) / "store.sqlite").read_bytes()
        edited("space.toml", "samples = 4", "samples = 3")(self.rank(1))
        process = self.job(EXPLORE, 2)
        self.assertEqual(process.returncode, 2, process.stderr)
        self.assertIn(f"rank 1 on {HOST}", process.stderr)
        self.assertEqual((self.rank(0) / "store.sqlite").read_bytes(), store)

    def test_another_program(self):
        other = self.folder / "other" / "tron"
        other.parent.mkdir()
        shutil.copy(TRON, other)
        with other.open("ab") as file:
            file.write(b"another build")
        self.fill_ranks(3)
        self.refused(self.job(EXPLORE, 2, {1: other}), 1, "program", str(other))
        self.refused(self.job(YIELD, 3, {2: other}), 2, "program", str(other))

    def test_another_command(self):
        self.fill_ranks(2)
        script = self.folder / "other.sh"
        for option, value in (("--seed", "2"), ("--limit", "none")):
            script.write_text(f'#!/bin/sh\nexec "{TRON}" "$@" {option} {value}\n', encoding="utf-8")
            script.chmod(0o755)
            self.refused(self.job(YIELD, 2, {1: script}), 1, option, value)

    @unittest.skipIf(SANITIZED, "addresses cannot be limited")
    def test_too_little_memory(self):
        self.fill_ranks(3)
        # Before MPI is there, and after: threads want stacks.
        for command, ranks, odd, kilobytes in ((EXPLORE, 2, 1, 300_000), (YIELD, 3, 0, 300_000),
                                               ([*YIELD, "--threads", "1000"], 2, 1, 2_000_000)):
            with self.subTest(command=command[0], odd=odd, kilobytes=kilobytes):
                process = self.job(command, ranks, limits={odd: kilobytes})
                self.assertEqual(process.returncode, 1, process.stderr)
                self.assertRegex(process.stderr, rf"tron: rank {odd} on {HOST}: .*(memory|thread)")

    def test_a_file_that_goes_while_they_work(self):
        self.fill_ranks(2)
        many = SPACE.replace("event = 2", "event = 200").replace("inference = 1", "inference = 8").replace(
            "[2, 4]", "[2, 4, 6, 8]") + """
[network.bert]
network = "bert-base"
[parameter.tuning]
path = "device.eo_tuner.latency"
from = "1 ns"
to = "20 ns"
steps = 100
"""
        for number in range(2):
            (self.rank(number) / "space.toml").write_text(many, encoding="utf-8")
        script = self.folder / "forgets.sh"
        # The leader opens its store when all are ready; networks are read for the first design that needs them.
        script.write_text(f"""#!/bin/sh
(while [ ! -e "{self.rank(0)}/store.sqlite" ]; do sleep 0.01; done; rm -r network) &
exec "{TRON}" "$@"
""", encoding="utf-8")
        script.chmod(0o755)
        process = self.job(EXPLORE, 2, {1: script})
        self.assertEqual(process.returncode, 2, process.stderr)
        self.assertEqual(len(self.words(process)), 1, process.stderr)
        self.assertTrue(self.words(process)[0].startswith(f"tron: rank 1 on {HOST}: "), process.stderr)
        self.assertIn("./network", process.stderr)

    def test_what_all_lack_reads_as_in_one_process(self):
        self.fill_ranks(2)
        for number in range(2):
            gone("images.npy")(self.rank(number))
        alone = tron(*YIELD, cwd=self.rank(0))
        process = self.job(YIELD, 2)
        self.assertEqual(process.returncode, 2, process.stderr)
        self.assertEqual(self.words(process), alone.stderr.splitlines())

    def test_a_rank_that_does_not_come_is_not_waited_for_after_ctrl_c(self):
        self.fill_ranks(2)
        # Hashing this takes minutes, and no room on the disk.
        os.truncate(self.rank(1) / "images.npy", 1 << 40)
        process = subprocess.Popen(
            [*MPIRUN, "-n", "1", "-wdir", self.rank(0), TRON, *YIELD, ":", "-n", "1", "-wdir", self.rank(1), TRON, *YIELD],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=mpi_environment())
        time.sleep(2)
        listed = subprocess.run(["pgrep", "-P", str(process.pid), "-x", "tron"], capture_output=True, text=True, check=True)
        leader = next(int(pid) for pid in listed.stdout.split()
                      if os.readlink(f"/proc/{pid}/cwd") == str(self.rank(0).resolve()))
        os.kill(leader, signal.SIGINT)
        _, words = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 1, words)
        self.assertIn("interrupted before every rank was ready", words)


if __name__ == "__main__":
    unittest.main()
