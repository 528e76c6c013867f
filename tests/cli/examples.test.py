"""Every command in the READMEs of examples/ runs as it stands, and quickly."""
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import time
import unittest

from program import ROOT, SANITIZED, TRON

EXAMPLES = ROOT / "examples"
LONGEST = 15  # seconds on two cores; a loaded or sanitized machine gets ten times that


def commands(folder):
    page = (folder / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def folders():
    return sorted(page.parent for page in EXAMPLES.glob("*/README.md"))


def run_here(words):
    """Whether this test knows how to run it: our program, or one of the folder's own scripts."""
    return words[0] in ("build/tron", "python3")


class Examples(unittest.TestCase):
    def test_index_names_every_folder(self):
        index = (EXAMPLES / "README.md").read_text(encoding="utf-8")
        named = set(re.findall(r"^\| \[([a-z-]+)\]", index, flags=re.MULTILINE))
        self.assertEqual(named, {folder.name for folder in folders()})
        self.assertGreaterEqual(len(named), 5)

    def test_every_command_runs(self):
        for folder in folders():
            with tempfile.TemporaryDirectory() as scratch:
                for name in ("examples", "data", "tests"):
                    (pathlib.Path(scratch) / name).symlink_to(ROOT / name)
                for command in filter(lambda line: run_here(shlex.split(line)), commands(folder)):
                    with self.subTest(example=folder.name, command=command):
                        self.run_command(shlex.split(command), scratch)

    def run_command(self, words, scratch):
        program = {"build/tron": TRON, "python3": sys.executable}[words[0]]
        begin = time.monotonic()
        run = subprocess.run([program, *words[1:]], cwd=scratch, capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, 0, run.stderr)
        if not SANITIZED:
            self.assertLess(time.monotonic() - begin, 10 * LONGEST)


if __name__ == "__main__":
    unittest.main()
