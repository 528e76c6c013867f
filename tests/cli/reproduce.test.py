"""tron reproduce: its JSON obeys the schema, scopes stay apart, and every published figure says where it is from."""
import json
import pathlib
import statistics
import tempfile
import time
import unittest

import jsonschema

from program import ROOT, tron

SCHEMA = json.loads((ROOT / "docs" / "schema" / "reproduce.schema.json").read_text(encoding="utf-8"))


class Reproduce(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "report.json"
            start = time.monotonic()
            cls.process = tron("reproduce", "--json", path)
            cls.seconds = time.monotonic() - start
            cls.report = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    def test_answers_within_a_minute(self):
        self.assertEqual(self.process.returncode, 0, self.process.stderr)
        self.assertLess(self.seconds, 60)

    def test_json_obeys_the_schema(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        jsonschema.validate(self.report, SCHEMA)

    def test_page_names_both_lines_under_both_sets(self):
        for words in ("`paper`: at least 14x throughput", "`audited`: at least 8x energy efficiency", "GPU"):
            self.assertIn(words, self.process.stdout)

    def test_scopes_do_not_mix(self):
        whole = {row["file"] for row in self.report["end_to_end"]}
        attention = {row["file"] for row in self.report["attention"]}
        self.assertFalse({row["file"] for row in self.report["device"]} & whole)
        self.assertTrue(whole)
        self.assertTrue(attention)
        self.assertFalse(whole & attention)

    def test_nothing_recalled_is_compared(self):
        for row in self.report["end_to_end"]:
            figures = row["figures"].values()
            recalled = [f for f in figures if isinstance(f, dict) and any(t.startswith("R") for t in f["tags"])]
            if len(recalled) == len([f for f in figures if isinstance(f, dict)]):
                self.fail(f"{row['baseline']}: every figure is only remembered")

    def test_ratios_follow_from_the_figures_beside_them(self):
        checked = 0
        for row in self.report["end_to_end"]:
            rate = row["figures"]["inferences_per_s"]
            for assumptions in ("paper", "audited"):
                ratio = row["throughput_ratio"][assumptions]
                if not row["same_network"] or not rate or not ratio:
                    continue
                ours = row["chip"][assumptions]["inferences_per_s"]
                self.assertAlmostEqual(ratio["value"], ours / rate["value"], delta=1e-9 * ratio["value"])
                self.assertEqual(row["chip"][assumptions]["batch"], row["batch"] or 1)
                checked += 1
        self.assertGreater(checked, 50)

    def test_every_count_of_baselines_agrees(self):
        files = len(list((ROOT / "data" / "baseline").glob("*.toml")))
        self.assertEqual(self.report["baselines"], files)
        self.assertIn(f"{files} baselines", " ".join(self.process.stdout.split()))
        for page in ("docs/tour.md", "docs/reproduce.md"):
            self.assertIn(f"{files} baselines", " ".join((ROOT / page).read_text(encoding="utf-8").split()), page)

    def test_the_tour_quotes_the_bands(self):
        tour = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
        built, simulated = (next(b for b in self.report["efficiency"]["bands"] if b["group"] == group)
                            for group in ("fabricated", "simulated"))
        for value in [s["ops_per_j"]["value"] for s in built["systems"]] + [simulated["highest_ops_per_j"]]:
            self.assertIn(f" {value / 1e12:.3g}", tour)

    def test_fabricated_systems_stand_beside_the_chip(self):
        bands = self.report["efficiency"]["bands"]
        built = bands[0]
        self.assertEqual((built["group"], built["counted"]), ("fabricated", "everything"))
        for band in bands:
            values = [s["ops_per_j"]["value"] for s in band["systems"]]
            self.assertEqual(values, sorted(values))
            self.assertEqual((band["lowest_ops_per_j"], band["highest_ops_per_j"]), (values[0], values[-1]))
            self.assertAlmostEqual(band["median_ops_per_j"] / statistics.median(values), 1)
            self.assertEqual(len({s["name"] for s in band["systems"]}), len(values), "one figure per system")
        for assumptions in ("paper", "audited"):
            chip = self.report["efficiency"]["chip"][assumptions]
            rows = self.report["networks"] + self.report["networks_large_batch"]
            reached = [1 / row["chip"][assumptions]["energy_per_op_j"] for row in rows]
            self.assertAlmostEqual(chip["lowest_ops_per_j"] / min(reached), 1)
            self.assertAlmostEqual(chip["highest_ops_per_j"] / max(reached), 1)
            expected = ("below" if max(reached) < built["lowest_ops_per_j"] else
                        "above" if min(reached) > built["highest_ops_per_j"] else "overlaps")
            self.assertEqual(chip["against_fabricated"], expected)

    def test_all_assumptions_together_lead_to_audited(self):
        effects = self.report["effects"]
        point = {n["network"]: n["chip"] for n in self.report["networks"]}[effects["network"]]
        both = effects["all_differences"]
        paper, audited = point["paper"], point["audited"]
        self.assertAlmostEqual(both["throughput_factor"] / (audited["throughput_ops_per_s"] / paper["throughput_ops_per_s"]),
                               1, places=3)
        self.assertAlmostEqual(both["energy_efficiency_factor"] / (paper["energy_per_op_j"] / audited["energy_per_op_j"]),
                               1, places=3)

    def test_largest_assumption_comes_first(self):
        effects = self.report["effects"]["differences"]
        self.assertGreater(len(effects), 3)
        known = [e for e in effects if e["paper_to_audited"]["throughput_factor"]]
        self.assertEqual(effects[0]["parameter"], known[0]["parameter"])

    def test_wrong_usage_says_what_is_allowed(self):
        for arguments, words in ((["--jsn", "x"], "--json"), (["--chip", "trn"], "tron"), (["now"], "now")):
            process = tron("reproduce", *arguments)
            self.assertEqual(process.returncode, 2, arguments)
            self.assertIn(words, process.stderr)

    def test_a_chip_without_light_is_infeasible(self):
        chip = (ROOT / "data" / "chip" / "tron.toml").read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "dark.toml"
            path.write_text(chip + '\n[device.waveguide]\nloss = "100 dB/cm"\n', encoding="utf-8")
            process = tron("reproduce", "--fast", "--chip", path)
            self.assertEqual(process.returncode, 3, process.stdout[:200] + process.stderr)


if __name__ == "__main__":
    unittest.main()
