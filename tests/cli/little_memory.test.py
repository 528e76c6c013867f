"""Little memory: every command ends, with what it was asked for or with a message."""
import pathlib
import resource
import subprocess
import tempfile
import unittest

from program import NETWORK, SANITIZED, TRON, small_data

MEGABYTE = 1 << 20
LIMITS = (50, 100, 125, 150, 175, 200, 250, 300, 400, 500)
SECONDS = 120  # none takes as many: it would be one that never ends


def run_within(megabytes, arguments):
    """The finished process, with so much address space."""

    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return subprocess.run(
        [TRON, *map(str, arguments)],
        preexec_fn=limit,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=SECONDS,
        check=False,
    )


@unittest.skipIf(SANITIZED, "addresses cannot be limited")
class LittleMemory(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def assert_ends(self, *arguments, limits=LIMITS):
        codes = {}
        for megabytes in limits:
            process = run_within(megabytes, arguments)
            codes[megabytes] = process.returncode
            place = f"{megabytes} MB: exit {process.returncode}: {process.stderr}"
            if process.returncode == 127:
                # The loader's own words: the program has not begun.
                self.assertIn("shared libraries", process.stderr, place)
                self.assertLess(megabytes, 150, place)
                continue
            self.assertIn(process.returncode, (0, 1), place)
            if process.returncode == 1:
                self.assertRegex(process.stderr, "tron: ", place)
        self.assertIn(0, codes.values(), "never enough memory, so the limits prove nothing")

    def test_help_and_pages(self):
        self.assert_ends("--help")
        self.assert_ends("explain", "bank")

    def test_networks(self):
        network = ("--network", NETWORK, "--data", small_data(self.folder), "--samples", 0, "--threads", 2)
        self.assert_ends("infer", *network, "--fidelity", "digital,photonic")
        self.assert_ends("run", *network)
        self.assert_ends("yield", *network, "--chips", 4)

    def test_texts(self):
        network = pathlib.Path(NETWORK).parent / "gpt2"
        self.assert_ends("generate", "--network", network, "--ids", "1 2 3", "--tokens", 2)

    def test_time_and_cost(self):
        self.assert_ends("simulate", "--network", "deit-tiny")
        # OpenBLAS, which it measures the machine with, takes 130 MB a thread.
        self.assert_ends("reproduce", "--fast", limits=(*LIMITS, 16000))

    def test_many_chips(self):
        self.assert_ends("explore", "tron-sizes", "--budget", 500, "--threads", 2)


if __name__ == "__main__":
    unittest.main()
