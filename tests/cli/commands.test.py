"""docs/commands is what the program says of itself, what it calls allowed is what it allows, its examples run."""
import re
import shlex
import subprocess
import tempfile
import unittest

from program import ROOT, TRON, tron

FOLDER = ROOT / "docs" / "commands"
NEEDED = {"generate": ["--network", "x"], "explain": ["bank"]}
# Options that act only beside another.
BESIDE = {"--attribution-samples": ["--attribute"], "--choice-seed": ["--temperature", "1"],
          "--trace-slices": ["--trace", "/dev/null"]}


def commands():
    index = tron("help", "--markdown").stdout
    return re.findall(r"^\| \[([a-z]+)\]", index, flags=re.MULTILINE)


def options_of(page):
    """Option and what it allows, of the rows that say so."""
    rows = re.findall(r"^\| `(--[a-z-]+)` \| [^|]* \| ([^|]*) \|", page, flags=re.MULTILINE)
    return [(option, allowed) for option, allowed in rows if allowed not in ("", "a flag")]


class Commands(unittest.TestCase):
    def test_pages_are_fresh(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([ROOT / "tools" / "make_command_pages.sh", TRON, folder], check=True)
            made = subprocess.run(["diff", "-r", folder, FOLDER], capture_output=True, text=True, check=False)
        self.assertEqual(made.returncode, 0, "run make docs\n" + made.stdout)

    def test_every_command_is_known(self):
        self.assertEqual(sorted(commands()), sorted(["infer", "generate", "simulate", "run", "explore", "reproduce",
                                                     "validate", "yield", "explain", "help"]))

    def test_allowed_values_are_those_of_the_error(self):
        found = 0
        for command in commands():
            for option, allowed in options_of((FOLDER / f"{command}.md").read_text(encoding="utf-8")):
                with self.subTest(command=command, option=option):
                    refused = tron(command, *NEEDED.get(command, []), *BESIDE.get(option, []), option, "?")
                    self.assertEqual(refused.returncode, 2, refused.stderr)
                    self.assertIn(f"{option}: found '?'; allowed: {allowed}", refused.stderr)
                    found += 1
        self.assertGreater(found, 30)

    def test_help_names_the_example(self):
        for command in commands():
            if command == "help":
                continue
            page = (FOLDER / f"{command}.md").read_text(encoding="utf-8")
            example = re.search(r"^build/(tron .*)$", page, flags=re.MULTILINE).group(1)
            self.assertIn("Example: " + example, tron(command, "--help").stdout)

    def test_examples_run(self):
        for command in commands():
            page = (FOLDER / f"{command}.md").read_text(encoding="utf-8")
            for line in re.findall(r"^build/tron (.*)$", page, flags=re.MULTILINE):
                if command in ("reproduce", "validate"):  # the test of the README and the tour runs them
                    continue
                with self.subTest(line):
                    run = tron(*shlex.split(line), cwd=ROOT)
                    self.assertEqual(run.returncode, 0, run.stderr)

    def test_help_prints_what_the_option_prints(self):
        for command in commands():
            self.assertEqual(tron("help", command).stdout, tron(command, "--help").stdout)
        refused = tron("help", "simulat")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("nearest is simulate", refused.stderr)


if __name__ == "__main__":
    unittest.main()
