"""tron infer: its JSON obeys the schema, its answer depends on the seed and on nothing else."""
import json
import math
import pathlib
import tempfile
import unittest

import jsonschema
from program import NETWORK, ROOT, infer, read_npy, small_data

SCHEMA = json.loads((ROOT / "docs" / "schema" / "infer.schema.json").read_text(encoding="utf-8"))


class Infer(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.data = small_data(self.folder)

    def infer(self, *arguments):
        """Page, JSON and logits file of a run."""
        page, logits = self.folder / "out.json", self.folder / "out.npy"
        process = infer(self.data, "--json", page, "--logits", logits, *arguments)
        self.assertEqual(process.returncode, 0, process.stderr)
        return process.stdout, json.loads(page.read_text(encoding="utf-8")), logits

    def test_json_obeys_the_schema(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        _, result, _ = self.infer("--attribute", "--fidelity", "digital,quantized,photonic,moments,device")
        jsonschema.validate(result, SCHEMA)
        self.assertEqual(len(result["results"]), 10)
        self.assertEqual([a["assumptions"] for a in result["attribution"]], ["paper", "audited"])
        for entry in result["results"]:
            self.assertEqual(entry["network"], "vit")
            self.assertEqual(entry["samples"], 4)
            self.assertLessEqual(entry["accuracy_low"], entry["accuracy"])
            self.assertGreaterEqual(entry["accuracy_high"], entry["accuracy"])
            self.assertEqual(entry["conversions"] > 0, entry["fidelity"] in ("photonic", "moments", "device"))

    def test_schema_refuses_what_is_missing(self):
        _, result, _ = self.infer("--fidelity", "digital")
        del result["results"][0]["accuracy_low"]
        with self.assertRaises(jsonschema.ValidationError):
            jsonschema.validate(result, SCHEMA)

    def test_settings_reach_the_resolved_configuration(self):
        _, result, _ = self.infer("--fidelity", "digital", "--set", "bank.drive_range=0.25 nm", "--seed", "7")
        self.assertEqual(result["seed"], 7)
        text = json.dumps(result["configuration"])
        self.assertIn("0.25 nm", text)
        self.assertIn("command line", text)

    def test_digital_logits_are_the_golden_ones(self):
        _, result, logits = self.infer("--fidelity", "digital", "--assumptions", "paper")
        self.assertEqual(result["logits"], {"path": str(logits), "assumptions": "paper", "fidelity": "digital"})
        shape, ours = read_npy(logits)
        golden_shape, golden = read_npy(NETWORK / "logits.npy")
        self.assertEqual(shape, golden_shape)
        scale = math.sqrt(sum(g * g for g in golden) / len(golden))
        self.assertLess(max(abs(a - b) for a, b in zip(ours, golden)), 1e-4 * scale)

    def test_threads_and_batch_change_nothing(self):
        for fidelity in ("digital", "quantized", "photonic", "moments", "device"):
            answers = set()
            for threads, batch in ((1, 32), (2, 32), (1, 1), (2, 3)):
                _, _, logits = self.infer("--fidelity", fidelity, "--threads", threads, "--batch", batch)
                answers.add(logits.read_bytes())
            self.assertEqual(len(answers), 1, fidelity)

    def test_the_seed_changes_the_noise(self):
        answers = {seed: self.infer("--fidelity", "photonic", "--seed", seed)[2].read_bytes() for seed in (1, 2)}
        self.assertNotEqual(answers[1], answers[2])

    def test_page_has_its_sections(self):
        page, _, _ = self.infer("--attribute", "--fidelity", "photonic")
        for title in ("What ran", "In short", "Answers", "Link budget", "Signal-to-error ratio", "Conversions",
                      "Sources of error: paper", "Sources of error: audited"):
            self.assertIn(title, page)

    def test_no_half_written_file_is_left(self):
        self.infer("--fidelity", "digital")
        self.assertEqual([p.name for p in self.folder.iterdir() if p.name.endswith(".part")], [])


if __name__ == "__main__":
    unittest.main()
