"""README and tour are true: their make targets exist, their tron commands run (on few samples), links lead somewhere."""
import os
import pathlib
import re
import shlex
import subprocess
import tempfile
import unittest

from program import ROOT, TRON

README = (ROOT / "README.md").read_text(encoding="utf-8")
TOUR = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
FEW = {"--samples": "2", "--attribution-samples": "2"}
FEW_CHIPS = {"--chips": "2", "--samples": "8", "--varied-chips": "1"}


def commands(page):
    blocks = re.findall(r"^```sh\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def shortened(words):
    """A command that infers, on a few samples (and chips), wherever it stands in the text."""
    few = {"infer": FEW, "run": FEW, "yield": FEW_CHIPS}.get(words[0], {})
    if "--help" in words:
        return words
    for option, value in few.items():
        if option == "--attribution-samples" and "--attribute" not in words:
            continue
        if option in words:
            at = words.index(option)
            words = words[:at] + words[at + 2 :]
        words = words + [option, value]
    return words


class Readme(unittest.TestCase):
    def test_begins_with_two_commands(self):
        self.assertEqual([c for c in commands(README) if c.startswith("make")], ["make demo", "make test"])
        self.assertIn("make demo", commands(TOUR)[0])

    def test_first_page_is_short(self):
        self.assertLessEqual(len(README.splitlines()), 110)
        self.assertLessEqual(len(README.split()), 900)

    def test_every_command_works(self):
        with tempfile.TemporaryDirectory() as folder:
            scratch = pathlib.Path(folder)
            (scratch / "my-network").symlink_to(ROOT / "data" / "network" / "vit-fashion-mnist")
            (scratch / "my-data").symlink_to("/usr/share/datasets/fashion-mnist")
            (scratch / "my-language-model").symlink_to(ROOT / "tests" / "golden" / "llama")
            (scratch / "my-text.tsv").write_text("a story\t1 2 3 4 5\n", encoding="utf-8")
            sentiment = scratch / "my-sentiment"
            sentiment.mkdir()
            for name in ("config.json", "model.safetensors"):
                (sentiment / name).symlink_to(ROOT / "tests" / "golden" / "bert" / name)
            (sentiment / "vocab.txt").write_text("[UNK]\n[CLS]\n[SEP]\na\nmovie\n", encoding="utf-8")
            for command in dict.fromkeys(commands(README) + commands(TOUR)):
                words = shlex.split(command)
                with self.subTest(command):
                    if words[0] == "make":
                        run = subprocess.run(["make", "-n", *words[1:]], cwd=ROOT, capture_output=True, text=True,
                                             check=False)
                    else:
                        self.assertEqual(words[0], "build/tron")
                        run = subprocess.run([TRON, *shortened(words[1:])], cwd=scratch, capture_output=True,
                                             text=True, check=False)
                    self.assertEqual(run.returncode, 0, run.stderr)

    def test_named_make_targets_exist(self):
        line = re.search(r"^`make` alone.*?\n\n|^`make` alone.*\Z", TOUR, flags=re.MULTILINE | re.DOTALL).group(0)
        for target in re.findall(r"`(?:make )?([a-z-]+)`", line):
            if target == "make":
                continue
            run = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
            self.assertEqual(run.returncode, 0, target)

    def test_plot_of_the_findings_is_of_the_results(self):
        made = subprocess.run([ROOT / "tools" / "make_findings_plot.py", ROOT / "docs" / "results.md"],
                              capture_output=True, text=True, check=True)
        plot = (ROOT / "docs" / "figures" / "findings.svg").read_text(encoding="utf-8")
        self.assertEqual(made.stdout, plot, "run make docs")

    def test_links_lead_somewhere(self):
        for page in [*ROOT.glob("*.md"), ROOT / "data" / "README.md", *(ROOT / "docs").rglob("*.md"),
                     *(ROOT / "examples").rglob("*.md")]:
            for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
                self.assertTrue((page.parent / target).exists(), f"{page.name}: {target}")

    def test_named_folders_exist(self):
        for folder in re.findall(r"^\| `([a-z/]+)/`", TOUR, flags=re.MULTILINE):
            self.assertTrue(os.path.isdir(ROOT / folder), folder)

    def test_reading_order_names_files_that_exist(self):
        text = (ROOT / "docs" / "reading-order.md").read_text(encoding="utf-8")
        for name in re.findall(r"`([a-z]+/[A-Za-z0-9_./-]+)`", text):
            self.assertTrue((ROOT / name).exists() or (ROOT / "src" / name).exists(), name)

    def test_glossary_names_headers_that_exist(self):
        text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
        headers = re.findall(r"`([a-z_/]+\.h)`", text)
        self.assertGreater(len(headers), 40)
        for name in headers:
            self.assertTrue((ROOT / "src" / name).exists() or (ROOT / name).exists(), name)

    def test_pages_are_at_most_120_columns(self):
        for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]:
            prose = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
            for line in prose.splitlines():
                if not line.startswith(("|", "!", "    ")):  # tables, pictures and code are as wide as they are
                    self.assertLessEqual(len(line), 120, f"{page.name}: {line}")


if __name__ == "__main__":
    unittest.main()
