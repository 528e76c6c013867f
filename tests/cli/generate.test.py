"""tron generate: texts of decoders and encoder-decoders, their JSON, and what is refused."""
import json
import pathlib
import tempfile
import unittest

import jsonschema
from program import ROOT, tron

SCHEMAS = ROOT / "docs" / "schema"
LLAMA = ROOT / "tests" / "golden" / "llama"
MARIAN = ROOT / "tests" / "golden" / "marian"


def schema(name):
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


def validate(result):
    """Against both schemas: each simulation by its own, the rest with simulations taken as they are."""
    simulate = schema("simulate.schema.json")
    one = {**simulate["$defs"]["result"], "$defs": simulate["$defs"]}
    for run in result["runs"]:
        jsonschema.validate(run["simulation"], one)
    whole = schema("generate.schema.json")
    whole["properties"]["runs"]["items"]["properties"]["simulation"] = {"type": "object"}
    jsonschema.validate(result, whole)


class Generate(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def generate(self, network, *arguments):
        """Page and JSON of a run."""
        path = self.folder / "out.json"
        process = tron("generate", "--network", network, "--json", path, *arguments)
        self.assertEqual(process.returncode, 0, process.stderr)
        return process.stdout, json.loads(path.read_text(encoding="utf-8"))

    def test_json_obeys_the_schema(self):
        page, result = self.generate(LLAMA, "--ids", "1 2 3", "--tokens", 5)
        validate(result)
        self.assertEqual([run["assumptions"] for run in result["runs"]], ["paper", "audited"])
        for run in result["runs"]:
            self.assertEqual([t["fidelity"] for t in run["texts"]], ["digital", "photonic"])
            self.assertEqual(run["texts"][0]["agreeing"], len(run["texts"][0]["tokens"]))
        for title in ("What ran", "In short", "What is written", "How the fidelities compare",
                      "Time and cost of the same program"):
            self.assertIn(title, page)

    def test_a_set_that_cannot_work_leaves_the_other_its_text(self):
        path = self.folder / "one.json"
        ran = tron("generate", "--network", LLAMA, "--ids", "1 2", "--tokens", 2, "--set", "tuning.eo_in_symbol=false",
                   "--json", path)
        self.assertEqual(ran.returncode, 3, ran.stderr)
        self.assertIn("under the audited assumptions", ran.stderr)
        result = json.loads(path.read_text(encoding="utf-8"))
        validate(result)
        self.assertEqual([run["assumptions"] for run in result["runs"]], ["paper"])
        self.assertEqual(len(result["infeasible"]), 1)

    def test_executed_and_charged_work_agree(self):
        for network in (LLAMA, MARIAN):
            _, result = self.generate(network, "--ids", "1 2 3", "--tokens", 4, "--fidelity", "photonic")
            for run in result["runs"]:
                digital = run["texts"][0]
                steps = len(digital["tokens"]) + digital["ended"]
                if run["texts"][1]["tokens"] == digital["tokens"] and steps > 1:
                    self.assertEqual(run["simulation"]["macs"], run["texts"][1]["macs"], network)

    def test_threads_change_nothing(self):
        texts = set()
        for threads in (1, 2):
            _, result = self.generate(LLAMA, "--ids", "4 5", "--tokens", 6, "--threads", threads)
            texts.add(json.dumps([[t["tokens"] for t in run["texts"]] for run in result["runs"]]))
        self.assertEqual(len(texts), 1)

    def test_draws_depend_on_their_seed(self):
        drawn = {}
        for seed in (1, 1, 2):
            _, result = self.generate(LLAMA, "--ids", "4 5", "--tokens", 8, "--temperature", 2, "--choice-seed", seed,
                                      "--fidelity", "digital", "--assumptions", "paper")
            drawn.setdefault(seed, set()).add(tuple(result["runs"][0]["texts"][0]["tokens"]))
        self.assertEqual(len(drawn[1]), 1)
        self.assertNotEqual(drawn[1], drawn[2])

    def test_refuses_what_makes_no_sense(self):
        cases = [
            (["--ids", "1"], ["--network"]),
            (["--network", LLAMA, "--ids", "1", "--text", "a"], ["--ids", "--text"]),
            (["--network", LLAMA, "--ids", "1 x"], ["--ids", "'x'"]),
            (["--network", LLAMA, "--ids", "99999"], ["--ids", "'99999'"]),
            (["--network", LLAMA, "--text", "a"], ["tokenizer.json"]),
            (["--network", LLAMA, "--ids", "1", "--tokens", "0"], ["--tokens"]),
            (["--network", LLAMA, "--ids", "1", "--temperature", "-1"], ["--temperature"]),
            (["--network", LLAMA, "--ids", "1", "--top-p", "0"], ["--top-p"]),
            (["--network", ROOT / "tests" / "golden" / "bert", "--ids", "1"], ["predicts no tokens"]),
        ]
        for arguments, parts in cases:
            with self.subTest(arguments):
                process = tron("generate", *arguments)
                self.assertEqual(process.returncode, 2, process.stderr)
                for part in parts:
                    self.assertIn(part, process.stderr)
                self.assertEqual(process.stdout, "")


if __name__ == "__main__":
    unittest.main()
