"""The designed chip: its figures are those of its page, and it works where the page says so."""
import json
import pathlib
import re
import tempfile
import unittest

from program import ROOT, tron

PAGE = (ROOT / "docs" / "methods" / "designer.md").read_text(encoding="utf-8")
CHIP = ["--chip", "tron-designer", "--assumptions", "designer"]


def simulate(*arguments):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "result.json"
        ran = tron("simulate", "--network", "bert-base", "--sequence", 128, *arguments, "--json", path)
        return ran, json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


class Designer(unittest.TestCase):
    def test_energies_are_those_of_the_page(self):
        for batch, printed in re.findall(r"^\| batch (\d+) \| ([\d.]+) mJ \|$", PAGE, flags=re.MULTILINE):
            with self.subTest(batch=batch):
                ran, result = simulate(*CHIP, "--batch", batch)
                self.assertEqual(ran.returncode, 0, ran.stderr)
                self.assertAlmostEqual(result["energy_per_inference_j"] * 1e3, float(printed), places=3)
                self.assertLess(result["heat_flux_w_per_m2"], result["heat_flux_limit_w_per_m2"])
                ledger = json.dumps(result)
                for part in ("ring_control", "comparator", "mac"):
                    self.assertIn(part, ledger)

    def test_first_line_of_the_waterfall(self):
        printed = re.search(r"^\| TRON under `audited` \| ([\d.]+) J \|$", PAGE, flags=re.MULTILINE).group(1)
        _, result = simulate("--assumptions", "audited")
        self.assertAlmostEqual(result["energy_per_inference_j"], float(printed), places=2)

    def test_refuting_settings_do_not_work(self):
        for setting, words in (("device.tia.noise_current=5 pA/sqrt(Hz)", "enter the guide"),
                               ("device.microring.quality_factor=8000", "bistable"),
                               ("limits.heat_flux=10 W/cm^2", "its package carries 10 W/cm^2")):
            ran, _ = simulate(*CHIP, "--set", setting)
            self.assertEqual(ran.returncode, 3, setting)
            self.assertIn(words, ran.stderr)

    def test_scales_of_tiles_cost_time_and_energy_of_their_own(self):
        _, with_scales = simulate(*CHIP)
        _, without = simulate(*CHIP, "--set", "operand.weight_scale=per_channel",
                              "--set", "operand.activation_scale=calibrated")
        self.assertGreater(with_scales["energy_j"], without["energy_j"])


if __name__ == "__main__":
    unittest.main()
