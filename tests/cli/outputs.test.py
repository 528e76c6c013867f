"""Outputs: refused before the work where they would destroy something or cannot be written; what they leave."""
import os
import pathlib
import resource
import signal
import stat
import subprocess
import tempfile
import time
import unittest

from output_matrix import Matrix
from program import NETWORK, TRON, small_data, tron


def catches(pid, number):
    """Whether the process has a handler for the signal, or has ended."""
    status = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{pid}/status").read_text("utf-8").splitlines())
    return "Z" in status["State"] or int(status["SigCgt"], 16) >> (number - 1) & 1


class Refused(unittest.TestCase):
    def test_every_option_against_every_input_by_one_of_its_paths(self):
        with tempfile.TemporaryDirectory() as folder:
            matrix = Matrix(folder, every=False)
            matrix.run()
        self.assertEqual(matrix.wrong, [])
        self.assertGreater(matrix.count, 300)


class Written(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def simulate(self, *arguments, **keywords):
        command = [TRON, "simulate", "--network", "deit-tiny", "--assumptions", "paper", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, **keywords)

    def names(self):
        return sorted(path.name for path in self.folder.iterdir())

    def test_a_users_own_part_file_survives(self):
        (self.folder / "x.json.part").write_text("mine", encoding="utf-8")
        (self.folder / "y.json.part").symlink_to("x.json.part")
        for name in ("x.json", "y.json"):
            self.assertEqual(self.simulate("--json", self.folder / name).returncode, 0)
        self.assertEqual((self.folder / "x.json.part").read_text(encoding="utf-8"), "mine")
        self.assertFalse((self.folder / "y.json").is_symlink())
        self.assertEqual(self.names(), ["x.json", "x.json.part", "y.json", "y.json.part"])

    def test_modes_and_links_stay(self):
        target, link, later = self.folder / "target", self.folder / "link", self.folder / "later"
        target.write_text("old", encoding="utf-8")
        target.chmod(0o600)
        link.symlink_to("target")
        later.symlink_to("made")
        for path in (link, later):
            self.assertEqual(self.simulate("--json", path).returncode, 0)
            self.assertTrue(path.is_symlink())
        self.assertEqual(stat.S_IMODE(target.stat().st_mode), 0o600)
        self.assertIn("tron simulate", target.read_text(encoding="utf-8"))
        self.assertIn("tron simulate", (self.folder / "made").read_text(encoding="utf-8"))

    def test_the_longest_name_that_the_file_system_takes_is_written(self):
        for length in (251, 255):
            path = self.folder / ("n" * length)
            self.assertEqual(self.simulate("--json", path).returncode, 0)
            self.assertTrue(path.is_file())

    def test_pipes_and_standard_output_take_what_comes(self):
        process = self.simulate("--json", "/dev/stdout")
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertIn("In short", process.stdout)
        self.assertIn('"program": "tron simulate"', process.stdout)
        both = self.folder / "both.txt"
        with both.open("wb") as out:
            subprocess.run([TRON, "simulate", "--network", "deit-tiny", "--json", "/dev/stdout"], stdout=out, check=True)
        text = both.read_text(encoding="utf-8")
        self.assertLess(text.index("In short"), text.index('"program"'))
        self.assertEqual(self.simulate("--json", "/dev/null").returncode, 0)

    def test_a_limit_on_the_size_of_files_is_a_message(self):
        def limited(size):
            return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        path = self.folder / "x.json"
        process = self.simulate("--json", path, preexec_fn=limited(20_000))
        self.assertEqual(process.returncode, 1, process.stderr)
        self.assertIn("x.json: cannot write: File too large", process.stderr)
        process = self.simulate("--json", path, preexec_fn=limited(0))
        self.assertEqual(process.returncode, 2, process.stderr)
        self.assertIn("room", process.stderr)
        self.assertEqual(self.names(), [])

    def test_a_failed_command_leaves_nothing(self):
        process = tron("simulate", "--network", "no-such", "--json", self.folder / "x.json")
        self.assertEqual(process.returncode, 2)
        self.assertEqual(self.names(), [])


class Interrupted(unittest.TestCase):
    """Ctrl-C and SIGTERM, at any moment, end every command with exit 1 (0 where it had just finished)."""

    def ended(self, number, seconds, *arguments):
        with subprocess.Popen([TRON, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True) as process:
            # Nobody can take a signal before the program has begun.
            while not catches(process.pid, number):
                time.sleep(0.001)
            time.sleep(seconds)
            process.send_signal(number)
            out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def test_long_simulations_report_what_was_finished(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "x.json"
            long = ["simulate", "--network", "llama-2-7b", "--sequence", 16, "--generate", 4000, "--json", path]
            for number in (signal.SIGINT, signal.SIGTERM):
                code, out, err = self.ended(number, 1, *long)
                self.assertEqual(code, 1, err)
                self.assertTrue("Interrupted" in out or "interrupted before anything was finished" in err, out + err)
                self.assertIn(os.listdir(folder), ([], ["x.json"]))

    def test_reproduce_says_what_it_has_decided(self):
        for seconds in (0.3, 2.5):
            code, out, err = self.ended(signal.SIGINT, seconds, "reproduce")
            self.assertEqual(code, 1, err)
            self.assertTrue("Interrupted" in out or "interrupted before anything was finished" in err, out + err)

    def test_every_command_takes_it_at_any_moment(self):
        with tempfile.TemporaryDirectory() as folder:
            data = small_data(folder)
            for arguments in (["explain", "bank"], ["simulate"], ["infer", "--data", data, "--network", NETWORK],
                              ["explore", "tron-sizes"], ["yield", "--data", data, "--network", NETWORK], ["reproduce", "--fast"],
                              ["validate"]):
                for seconds in (0, 0.05, 0.4):
                    code, _, err = self.ended(signal.SIGTERM, seconds, *arguments)
                    self.assertIn(code, (0, 1), f"{arguments} after {seconds} s: {err}")
                    self.assertNotIn("fault of this program", err)


if __name__ == "__main__":
    unittest.main()
