"""tron yield: chips by the dozen, their files, their schema; threads change nothing; what is wrong is refused."""
import csv
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

import jsonschema
from program import NETWORK, ROOT, TRON, infer, small_data, tron

SCHEMA = json.loads((ROOT / "docs" / "schema" / "yield.schema.json").read_text(encoding="utf-8"))


class Yield(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.data = small_data(self.folder)

    def command(self, *arguments):
        return ["yield", "--network", NETWORK, "--data", self.data, "--samples", 0, "--chips", 4, "--varied-chips", 1,
                *arguments]

    def study(self, *arguments):
        path = self.folder / "yield.json"
        process = tron(*self.command("--json", path, *arguments))
        self.assertEqual(process.returncode, 0, process.stderr)
        return process.stdout, json.loads(path.read_text(encoding="utf-8"))

    def test_json_obeys_the_schema_and_the_nominal_chip_is_that_of_infer(self):
        page, result = self.study("--assumptions", "paper,audited", "--limit", "2pt,50%")
        jsonschema.validate(result, SCHEMA)
        self.assertEqual([r["assumptions"] for r in result["results"]], ["paper", "audited"])
        path = self.folder / "infer.json"
        self.assertEqual(infer(self.data, "--fidelity", "photonic", "--json", path).returncode, 0)
        inferred = [r for r in json.loads(path.read_text(encoding="utf-8"))["results"] if r["fidelity"] == "photonic"]
        self.assertEqual([r["nominal"]["first"] for r in result["results"]], [r["accuracy"] for r in inferred])
        for r in result["results"]:
            self.assertEqual(len(r["yield"]), 2)
            self.assertEqual(len(r["chips"]), 4)
            self.assertTrue(r["complete"])
        self.assertIn("Yield", page)
        del result["results"][0]["yield"]
        with self.assertRaises(jsonschema.ValidationError):
            jsonschema.validate(result, SCHEMA)

    def test_one_set_that_cannot_work_leaves_the_other(self):
        path = self.folder / "yield.json"
        ran = tron(*self.command("--json", path, "--assumptions", "paper,audited", "--set", "tuning.eo_in_symbol=false"))
        self.assertEqual(ran.returncode, 3, ran.stderr)
        self.assertIn("Under the paper assumptions", ran.stdout)
        self.assertIn("under the audited assumptions", ran.stderr)
        result = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.validate(result, SCHEMA)
        self.assertEqual([one["assumptions"] for one in result["results"]], ["paper"])
        self.assertIn("audited", result["infeasible"][0]["reason"])

    def test_threads_change_nothing(self):
        pages = [self.study("--threads", n) for n in (1, 3)]
        self.assertEqual(pages[0][0], pages[1][0])
        self.assertEqual(pages[0][1]["results"], pages[1][1]["results"])

    def test_a_process_is_set_like_any_parameter(self):
        def power(*settings):
            return self.study("--set", "tuning.thermal_coupling=0", *settings)[1]["results"][0]["heater_power_w"]["mean"]

        self.assertLess(power("--set", "bank.assignment=cyclic"), power() / 2)
        self.assertEqual(power("--set", "device.microring.fabrication_sigma=0 nm"), 0)

    def test_files(self):
        table, plot = self.folder / "chips.csv", self.folder / "plot.svg"
        _, result = self.study("--csv", table, "--plot", plot)
        with table.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([float(row["accuracy"]) for row in rows], [c["accuracy"] for c in result["results"][0]["chips"]])
        self.assertTrue(rows[0]["0.2 K warmer"])
        self.assertEqual(rows[1]["0.2 K warmer"], "", "only the first chip runs variations")
        self.assertIn("<svg", plot.read_text(encoding="utf-8"))

    def test_an_interrupt_reports_what_there_is(self):
        command = [TRON, *(str(word) if word != 4 else "100000" for word in self.command())]
        for seconds in (1.5, 6, 24):  # until a chip is scored, however slow the machine
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
                time.sleep(seconds)
                os.kill(process.pid, signal.SIGINT)
                page, _ = process.communicate(timeout=120)
            self.assertEqual(process.returncode, 1)
            if "no chip was finished" not in page:
                break
            self.assertNotIn("0.0 W", page, "nothing is said of chips that nobody scored")
        self.assertIn("of 100000 chips", page.replace("\n  ", " "))

    def test_what_is_wrong_is_refused(self):
        for arguments, found in (
            (("--limit", "1"), "--limit"),
            (("--limit", "1pt,2pt"), "--limit"),
            (("--limit", "200%"), "--limit"),
            (("--limit", "1%"), "such as 1pt"),
            (("--chips", "0"), "--chips"),
            (("--temperatures", "0.2,0.1"), "--temperatures"),
            (("--temperatures", "0,1,2,3,4,5,6,7,8,9,10"), "temperatures"),
            (("--set", "process.width_sigm=1 nm"), "width_sigma"),
            (("--set", "process.chip_share=1.5"), "process.chip_share"),
            (("--assumptions", "lightening"), "process"),
            (("--chip", "systolic"), "bank"),
            (("--csv", "/nowhere/chips.csv"), "--csv"),
        ):
            process = tron("yield", "--network", NETWORK, "--data", self.data, *arguments)
            self.assertEqual(process.returncode, 2, (arguments, process.stdout, process.stderr))
            self.assertIn(found, process.stderr)


if __name__ == "__main__":
    unittest.main()
