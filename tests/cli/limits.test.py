"""What limits speed, energy and accuracy, and what makes a design work: causes, settings, sources of values."""
import json
import pathlib
import tempfile
import unittest

from program import infer, small_data, tron

TOO_FAST = ["--set", "tuning.eo_in_symbol=false"]


class Limits(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)

    def json_of(self, *arguments, code=0):
        result = self.path / "result.json"
        ran = tron(*arguments, "--json", result)
        self.assertEqual(ran.returncode, code, ran.stderr)
        return ran, json.loads(result.read_text(encoding="utf-8"))

    def test_simulate_names_cause_and_setting(self):
        ran, result = self.json_of("simulate", "--assumptions", "audited", "--limits")
        page = " ".join(ran.stdout.split())
        self.assertIn("What limits speed: audited assumptions", page)
        self.assertIn("Each symbol takes 20.8 ns: 20 ns electro-optic tuning (device.eo_tuner.latency, "
                      "tuning.eo_in_symbol)", page)
        self.assertIn("tuning.eo_in_symbol=false alone is infeasible", page)
        limits = result["limits"]
        for pool in limits["pools"]:
            total = sum(term["time_s"] for term in pool["symbol_terms"] if term["counts"])
            self.assertAlmostEqual(total, pool["symbol_s"], delta=1e-15)
        self.assertGreater(limits["settings_tried"], 100)
        for list_of, key in (("speed", "latency_factor"), ("energy", "energy_factor")):
            factors = [one[key] for one in limits[list_of]]
            self.assertTrue(factors)
            self.assertEqual(factors, sorted(factors))
            self.assertLess(factors[-1], 1)

    def test_a_setting_does_what_its_line_says(self):
        plain = ["simulate", "--assumptions", "paper", "--model", "bound"]
        _, before = self.json_of(*plain, "--limits")
        first = before["limits"]["speed"][0]
        _, after = self.json_of(*plain, "--set", f"{first['setting']}={first['changed_to']}")
        self.assertAlmostEqual(after["latency_s"] / before["latency_s"], first["latency_factor"], places=9)
        self.assertEqual(after["limits"]["settings_tried"], 0)

    def test_one_set_that_cannot_work_leaves_the_other(self):
        ran, result = self.json_of("simulate", *TOO_FAST, code=3)
        self.assertIn("Under the paper assumptions", ran.stdout)
        self.assertIn("under the audited assumptions", ran.stderr)
        self.assertIn('--set "link.wanted_enob=', ran.stderr)
        self.assertEqual([one["assumptions"] for one in result["results"]], ["paper"])
        self.assertIn('--set "tuning.eo_in_symbol=true" (now false)', result["infeasible"][0]["remedies"])
        ran = infer(small_data(self.path), "--fidelity", "digital", *TOO_FAST)
        self.assertEqual(ran.returncode, 3, ran.stderr)
        self.assertIn("Under the paper assumptions", ran.stdout)
        self.assertIn("each of these settings alone", ran.stderr)

    def test_a_remedy_works(self):
        ran = tron("simulate", "--assumptions", "audited", *TOO_FAST)
        self.assertEqual(ran.returncode, 3)
        self.assertEqual(ran.stdout, "")
        remedy = [line for line in ran.stderr.splitlines() if "link.wanted_enob" in line][0].split('"')[1]
        self.assertEqual(tron("simulate", "--assumptions", "audited", *TOO_FAST, "--set", remedy).returncode,
                         0)

    def test_partial_sums_stand_beside_the_usable_bits(self):
        result = self.path / "result.json"
        ran = infer(small_data(self.path), "--fidelity", "photonic", "--json", result)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertIn("A typical partial sum fills", " ".join(ran.stdout.split()))
        self.assertIn("usable bits, typical sum", ran.stdout)
        for link in json.loads(result.read_text(encoding="utf-8"))["link"]:
            sums = link["partial_sums"]
            self.assertLess(0, sums["typical_share"])
            self.assertLess(sums["typical_share"], sums["largest_share"])
            self.assertLess(sums["typical_enob"], link["enob"])

    def test_small_full_scale_is_pointed_at(self):
        ran = infer(small_data(self.path), "--fidelity", "photonic", "--assumptions", "audited", "--set",
                    "bank.signs=add_drop", "--set", "sizes.wavelengths=8", "--set", "device.microring.quality_factor=5000")
        self.assertRegex(" ".join(ran.stdout.split()), r"the banks modulate 1\d % of the light. bank.drive_range = .* would raise this")

    def test_attribution_names_settings(self):
        result = self.path / "result.json"
        ran = infer(small_data(self.path), "--fidelity", "photonic", "--attribute", "--json", result)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertNotRegex(ran.stdout, r"from ([\d.]+ %) to \1")
        for attribution in json.loads(result.read_text(encoding="utf-8"))["attribution"]:
            for source in attribution["sources"]:
                self.assertTrue(source["settings"], source["source"])

    def test_values_of_a_chip_file_name_it(self):
        chip = self.path / "mine.toml"
        chip.write_text('like = "tron"\nname = "mine"\n[sizes]\nheads = 2\n[process]\nwidth_sigma = "1nm"\n', encoding="utf-8")
        ran, result = self.json_of("simulate", "--chip", chip, "--assumptions", "audited")
        resolved = result["configuration"]["resolved"]
        self.assertEqual(resolved["sizes"]["heads"], {"value": 2, "source": str(chip), "tag": "user"})
        note = "process.width_sigma = 1nm does not act here: only tron yield"
        self.assertIn(note, " ".join(ran.stdout.split()))
        ran = infer(small_data(self.path), "--fidelity", "digital", "--set", "process.die_side=5mm")
        self.assertIn("process.die_side = 5mm does not act here", " ".join(ran.stdout.split()))

    def test_infer_and_simulate_take_the_same_network(self):
        usual = "--network TEXT=vit-fashion-mnist"
        for command in ("infer", "simulate", "run", "yield"):
            self.assertIn(usual, tron(command, "--help").stdout, command)

    def test_units_as_people_type_them(self):
        for setting in ("bank.spacing=1.05nm", "bank.spacing = 1.05 nm", "device.laser.wall_plug_efficiency=15 %",
                        "link.waveguide_limit=15 dBm", "device.photodetector.sensitivity=3.16 uW", "device.tia.load=5kOhm"):
            ran = tron("simulate", "--assumptions", "audited", "--set", setting)
            self.assertEqual(ran.returncode, 0, setting + ran.stderr)

    def test_the_library_s_checks_name_the_option(self):
        for arguments, words in ((["simulate", "--set", "eight"], "command line: --set: found 'eight'"),
                                 (["simulate", "--network", ""], "command line: --network: found an empty text"),
                                 (["explain", "bank", "--chip", ""], "command line: --chip: found an empty text"),
                                 (["explore", ""], "command line: explore SPACE: found an empty text"),
                                 (["explain", "device", "tia", "--bank", "dynamic"], "--bank: found no bank"),
                                 (["explain", "--plot", "x.svg"], "--plot: found no bank")):
            ran = tron(*arguments)
            self.assertEqual(ran.returncode, 2, arguments)
            self.assertIn(words, ran.stderr)

    def test_names_are_suggested(self):
        for arguments, words in ((["--set", "quality_factor=5000"], "'device.microring.quality_factor' (did you mean that?)"),
                                 (["--set", "device.microring.Q=5000"], "quality_factor"),
                                 (["--network", "bert-bse"], "nearest is bert-base"),
                                 (["--chip", "trn"], "nearest is tron")):
            ran = tron("simulate", *arguments)
            self.assertEqual(ran.returncode, 2)
            self.assertIn(words, ran.stderr)

    def test_yield_says_how_long_it_will_take(self):
        data = small_data(self.path)
        network = pathlib.Path(__file__).resolve().parents[1] / "golden" / "vit"
        ran = tron("yield", "--quick", "--chips", "3", "--network", network, "--data", data)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertRegex(ran.stderr, r"audited: 3 chips on \d+ samples: about [\d.]+ s")
        self.assertIn("A quick look (--quick)", " ".join(ran.stdout.split()))


if __name__ == "__main__":
    unittest.main()
