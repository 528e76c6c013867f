"""tron explore: a small space evaluated in full, its files, its errors; the chip's sizes are the search's best."""
import csv
import json
import pathlib
import re
import tempfile
import unittest

import jsonschema

from program import ROOT, tron

TINY = """
name = "tiny"
what = "four chips"
chip = "tron"
assumptions = "paper"
networks = ["deit-tiny"]
objectives = ["throughput_per_epb"]
[constraints]
area = { at_most = "70 mm^2" }
[parameter.heads]
path = "sizes.heads"
values = ["2", "4"]
[parameter.arrays]
path = "sizes.feed_forward_arrays"
values = ["3", "6"]
"""


class Explore(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def space(self, text):
        path = self.folder / "space.toml"
        path.write_text(text, encoding="utf-8")
        return path

    def test_every_design_is_in_the_csv_and_the_best_on_the_page(self):
        table, plot, bars = (self.folder / name for name in ("all.csv", "plot.svg", "bars.svg"))
        process = tron("explore", self.space(TINY), "--csv", table, "--all", "--plot", plot, "--sensitivity", bars)
        self.assertEqual(process.returncode, 0, process.stderr)
        with table.open(encoding="utf-8") as file:
            everything = list(csv.DictReader(file))
        rows = [row for row in everything if row["stage"] == "event"]
        self.assertEqual(len([row for row in everything if row["stage"] == "closed_form"]), 4)
        within = [row for row in rows if row["status"] == "design"]
        best = max(within, key=lambda row: float(row["throughput_per_epb"]))
        self.assertEqual([row for row in rows if row["front"] == "1"], [best])
        line = process.stdout.split("Best of each objective")[1].splitlines()[1]
        self.assertIn(f"sizes.heads={best['heads']}, sizes.feed_forward_arrays={best['arrays']}", line)
        for row in within:
            self.assertLessEqual(float(row["area"]), 70e-6)
        self.assertIn("<svg", plot.read_text(encoding="utf-8"))
        self.assertIn("<svg", bars.read_text(encoding="utf-8"))

    def test_json_obeys_the_schema(self):
        result = self.folder / "result.json"
        process = tron("explore", self.space(TINY), "--json", result)
        self.assertEqual(process.returncode, 0, process.stderr)
        schema = json.loads((ROOT / "docs" / "schema" / "explore.schema.json").read_text(encoding="utf-8"))
        jsonschema.validate(json.loads(result.read_text(encoding="utf-8")), schema)

    def test_threads_change_nothing(self):
        pages = {tron("explore", self.space(TINY), "--threads", n).stdout for n in (1, 2)}
        self.assertEqual(len(pages), 1)

    def test_limits_that_nothing_keeps_are_infeasible(self):
        process = tron("explore", self.space(TINY.replace("70 mm^2", "1 mm^2")))
        self.assertEqual(process.returncode, 3)
        self.assertIn("No design works within the constraints", process.stdout)

    def test_wrong_spaces_are_refused(self):
        for found, change in (
            ("sizes.headz", ("sizes.heads", "sizes.headz")),
            ("deit-tinny", ("deit-tiny", "deit-tinny")),
            ("zero", ('"2", "4"', '"zero"')),
            ("objectives", ("objectives", "objectivs")),
        ):
            process = tron("explore", self.space(TINY.replace(*change)))
            self.assertEqual(process.returncode, 2, process.stdout)
            self.assertIn(found, process.stderr)
        self.assertEqual(tron("explore", "nowhere").returncode, 2)

    def test_the_chip_has_the_sizes_that_the_search_found(self):
        page = (ROOT / "docs" / "sizes.md").read_text(encoding="utf-8")
        heads, rows, wavelengths, arrays = re.search(
            r"\| \*\*(\d+)\*\* \| \*\*(\d+)\*\* \| \*\*(\d+)\*\* \| \*\*(\d+ x \d+)\*\*", page
        ).groups()
        chip = (ROOT / "data" / "chip" / "tron.toml").read_text(encoding="utf-8")
        size = lambda key: re.search(rf"^{key} = {{ value = (\d+)", chip, re.MULTILINE).group(1)
        self.assertEqual(
            (heads, rows, wavelengths, arrays),
            (
                size("heads"),
                size("attention_rows"),
                size("wavelengths"),
                size("feed_forward_rows") + " x " + size("feed_forward_arrays"),
            ),
        )


if __name__ == "__main__":
    unittest.main()
