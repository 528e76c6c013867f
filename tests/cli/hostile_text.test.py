"""Names and values from a stranger's file: none steers the terminal, breaks a picture or runs in a spreadsheet,
and no library has the only word."""
import csv
import io
import pathlib
import re
import shutil
import tempfile
import unittest
import xml.etree.ElementTree

from program import NETWORK, ROOT, small_data, tron

# Sets the title, clears the screen, C1, turns the direction of reading, ends a line.
EVIL = "\x1b]0;owned\x07\x1b[2J\u009b31m\u202etxt\u2066\x7f"
IN_TOML = "".join(f"\\u{ord(c):04x}" for c in EVIL)
FORMULA = "=cmd|' /C calc'!A0"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
# What C++ and its libraries say when nobody else does.
LIBRARY = re.compile(r"basic_string|stod|stoi|stol|std::|filesystem error|vector::|json\.exception|terminate|"
                     r"fault of this program|bad_")
SPACE = """
name = "NAME"
what = "WHAT"
chip = "tron"
assumptions = "paper"
networks = ["deit-tiny"]
objectives = ["throughput", "power"]
[parameter."KEY"]
path = "sizes.heads"
values = ["2", "4"]
"""


class HostileText(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def clean(self, process):
        for text in (process.stdout, process.stderr):
            self.assertIsNone(CONTROL.search(text), repr(text[:2000]))
            self.assertIsNone(LIBRARY.search(text), text[:2000])
        return process

    def space(self, key):
        path = self.folder / "space.toml"
        text = SPACE.replace("NAME", "<b>&'\\\"" + IN_TOML + "\\nsecond line").replace("WHAT", IN_TOML)
        path.write_text(text.replace("KEY", key), encoding="utf-8")
        return path

    def picture(self, path):
        xml.etree.ElementTree.parse(path)
        self.assertIsNone(CONTROL.search(path.read_text(encoding="utf-8")))

    def test_a_space_and_its_store(self):
        store, picture, bars, table = (self.folder / n for n in ("s.sqlite", "p.svg", "b.svg", "t.csv"))
        files = ["--plot", picture, "--sensitivity", bars, "--csv", table]
        for arguments in ([self.space(IN_TOML), "--store", store], ["--show", store]):
            process = self.clean(tron("explore", *arguments, *files))
            self.assertEqual(process.returncode, 0, process.stderr)
            self.assertIn("\\x1b]0;owned\\x07", process.stdout)
            self.assertIn("\\x0asecond line", process.stdout)
            self.picture(picture)
            self.picture(bars)
            self.assertIsNone(CONTROL.search(table.read_text(encoding="utf-8")))

    def test_no_cell_of_a_table_is_a_formula(self):
        table = self.folder / "t.csv"
        for key in (FORMULA, "+1+cmd", "-1+cmd", "@SUM(A1)", "\\t=1", "\\r=1"):
            process = self.clean(tron("explore", self.space(key), "--csv", table, "--all"))
            self.assertEqual(process.returncode, 0, process.stderr)
            rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8"))))
            self.assertEqual({len(row) for row in rows}, {len(rows[0])})
            for row in rows:
                for cell in row:
                    self.assertFalse(cell.startswith(("=", "+", "@", "\t", "\r")), cell)
                    self.assertTrue(not cell.startswith("-") or float(cell) < 0, cell)
            self.assertEqual(rows[1][5], "2")

    def test_chips_sets_folders_and_data(self):
        chip, conditions = self.folder / f"chip{EVIL}.toml", self.folder / f"set{EVIL}.toml"
        text = (ROOT / "data" / "chip" / "tron.toml").read_text(encoding="utf-8")
        chip.write_text(text.replace('\nname = "', f'\nname = "{IN_TOML}', 1), encoding="utf-8")
        text = (ROOT / "data" / "assumptions" / "paper.toml").read_text(encoding="utf-8")
        conditions.write_text(text.replace('\nname = "', f'\nname = "{IN_TOML}', 1), encoding="utf-8")
        network = self.folder / f"net{EVIL}"
        shutil.copytree(NETWORK, network)
        data = small_data(network)
        on_chip = ["--chip", chip, "--assumptions", conditions]
        seen = ["--network", network, "--data", data, "--samples", 0]
        picture, table = self.folder / f"p{EVIL}.svg", self.folder / "t.csv"
        for arguments in (["infer", *seen], ["run", *seen], ["simulate", "--network", network], ["explain", "bank"],
                          ["explain", "bank", "--plot", picture],
                          ["yield", *seen, "--chips", 2, "--plot", picture, "--csv", table]):
            process = self.clean(tron(*arguments, *on_chip))
            self.assertEqual(process.returncode, 0, process.stderr)
            self.assertIn("\\x1b", process.stdout)
            if picture.exists():
                self.picture(picture)

    def test_what_is_refused(self):
        broken = self.folder / f"broken{EVIL}.toml"
        broken.write_bytes(b"name = \"\xff\xfe\x1b[2J")
        empty = self.folder / "empty"
        empty.mkdir()
        (empty / "config.json").write_bytes(b"{\"model_type\": \"\x1b[2J\xff")
        for arguments in (["explore", "--time", "90 "], ["explore", "--time", " "], ["explore", "--time", ""],
                          ["explore", "--time", "s"], ["explore", "--time", "1e9 h"], ["explore", "--time", "."],
                          ["explore", "--best", EVIL], ["explore", f"x{EVIL}"], ["explore", broken],
                          ["explore", "--show", broken], [f"inf{EVIL}"], ["infer", f"--{EVIL}"],
                          ["infer", "--network", empty], ["infer", "--network", f"./{EVIL}"],
                          ["infer", "--data", f"/no/{EVIL}"], ["infer", "--network", broken],
                          ["infer", "--text", "\udcff"], ["simulate", "--chip", broken],
                          ["simulate", "--set", f"bank.{EVIL}=1"], ["simulate", "--set", f"bank.spacing={EVIL} nm"],
                          ["simulate", "--json", f"/no/{EVIL}"], ["yield", "--limit", "pt"], ["yield", "--limit", "%"],
                          ["yield", "--limit", EVIL], ["yield", "--temperatures", "."],
                          ["explain", "device", EVIL], ["explain", EVIL], ["generate", "--network", empty]):
            process = self.clean(tron(*arguments))
            self.assertEqual(process.returncode, 2, f"{arguments}: {process.stdout} {process.stderr}")
            self.assertRegex(process.stderr, r"^tron: .*found .*allowed: .*\n$")

    def test_the_smallest_quantities(self):
        for value in ("1e-308 mW", "1e-311 W", "4e-320 W", "1e-400 W", "-1e-310 W"):
            for path in ("device.dac.power", "device.adc.power", "link.margin"):
                process = self.clean(tron("simulate", "--network", "deit-tiny", "--set", f"{path}={value}"))
                self.assertEqual(process.returncode, 2, process.stderr)
                self.assertRegex(process.stderr, r"^tron: .*found .*allowed: .*\n$")
        process = self.clean(tron("simulate", "--network", "deit-tiny", "--set", "device.dac.power=1e-300 W"))
        self.assertIn(process.returncode, (0, 2), process.stderr)


if __name__ == "__main__":
    unittest.main()
