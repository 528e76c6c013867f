"""tron run: one program, read as numbers, time and cost; its JSON obeys the schema."""
import json
import pathlib
import tempfile
import unittest

import jsonschema
from program import NETWORK, ROOT, infer, small_data, tron

def schema(name):
    return json.loads((ROOT / "docs" / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))


def validate(result):
    """Against run.schema.json, whose references to the other two files are followed here."""
    whole = schema("run")
    whole["properties"].update(inference={}, simulation={"type": "array", "minItems": 1})
    jsonschema.validate(result, whole)
    jsonschema.validate(result["inference"], schema("infer"))
    for simulated in result["simulation"]:
        jsonschema.validate(simulated, {**schema("simulate")["$defs"]["result"], "$defs": schema("simulate")["$defs"]})


class Run(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.data = small_data(self.folder)

    def run_both(self, *arguments):
        path = self.folder / "run.json"
        process = tron("run", "--network", NETWORK, "--data", self.data, "--samples", 0, "--json", path, *arguments)
        self.assertEqual(process.returncode, 0, process.stderr)
        return process.stdout, json.loads(path.read_text(encoding="utf-8"))

    def test_json_obeys_the_schema(self):
        _, result = self.run_both("--fidelity", "digital,photonic")
        validate(result)
        del result["simulation"][0]["energy_j"]
        with self.assertRaises(jsonschema.ValidationError):
            validate(result)

    def test_both_readings_are_those_of_the_commands_alone(self):
        _, both = self.run_both("--fidelity", "digital,photonic")
        path = self.folder / "alone.json"
        self.assertEqual(infer(self.data, "--fidelity", "digital,photonic", "--json", path).returncode, 0)
        alone = json.loads(path.read_text(encoding="utf-8"))
        ours = [{**r, "wall_s": 0} for r in both["inference"]["results"]]
        self.assertEqual(ours, [{**r, "wall_s": 0} for r in alone["results"]])
        self.assertEqual(tron("simulate", "--network", NETWORK, "--limits", "--json", path).returncode, 0)
        costs = json.loads(path.read_text(encoding="utf-8"))["results"]
        drop = ("command_line", "network_path")
        self.assertEqual([{k: v for k, v in r.items() if k not in drop} for r in both["simulation"]],
                         [{k: v for k, v in r.items() if k not in drop} for r in costs])

    def test_a_language_models_program_is_the_same_in_simulate(self):
        texts, path = self.folder / "ids.txt", self.folder / "r.json"
        texts.write_text("1 2 3 4 5 6\n" * 3, encoding="utf-8")
        network = ROOT / "tests" / "golden" / "llama"
        run = tron("run", "--network", network, "--data", texts, "--fidelity", "digital", "--json", path)
        self.assertEqual(run.returncode, 0, run.stderr)
        timed = json.loads(path.read_text(encoding="utf-8"))["simulation"]
        tokens = timed[0]["sequence"]
        self.assertEqual(tron("simulate", "--network", network, "--sequence", tokens, "--json", path).returncode, 0)
        for ours, alone in zip(timed, json.loads(path.read_text(encoding="utf-8"))["results"], strict=True):
            self.assertEqual((ours["latency_s"], ours["energy_j"]), (alone["latency_s"], alone["energy_j"]))

    def test_what_is_executed_is_what_is_charged(self):
        _, result = self.run_both("--fidelity", "photonic")
        for simulated in result["simulation"]:
            executed = [r for r in result["inference"]["results"]
                        if r["assumptions"] == simulated["assumptions"] and r["fidelity"] == "photonic"]
            self.assertEqual(executed[0]["macs"] / executed[0]["samples"], simulated["macs"] / simulated["batch"])

    def test_page_sets_answers_beside_costs(self):
        page, _ = self.run_both("--fidelity", "digital,photonic", "--batch", 2)
        for part in ("What ran", "In short", "Accuracy, time and cost of one program", "right, photonic",
                     "latency of one inference", "energy per right answer", "Link budget", "What every unit does",
                     "2 samples of "):
            self.assertIn(part, page)

    def test_wrong_input_and_infeasible_chips(self):
        self.assertEqual(tron("run", "--network", "bert-base").returncode, 2)
        self.assertEqual(tron("run", "--model", "fast").returncode, 2)
        process = tron("run", "--network", NETWORK, "--data", self.data, "--set", "link.wanted_enob=16")
        self.assertEqual(process.returncode, 3, process.stderr)
        self.assertIn("margin -", process.stderr)


if __name__ == "__main__":
    unittest.main()
