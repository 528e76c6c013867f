"""tron simulate: its JSON obeys the schema and adds up, its trace is in order, its errors have reasons."""
import collections
import json
import pathlib
import subprocess
import tempfile
import unittest

import jsonschema
from program import NETWORK, ROOT, TRON, tron

SCHEMA = json.loads((ROOT / "docs" / "schema" / "simulate.schema.json").read_text(encoding="utf-8"))
SMALL = ("--network", NETWORK, "--assumptions", "paper")


def children_gap(node):
    """The largest relative difference between a node of a ledger and the sum of its children."""
    gaps = [children_gap(child) for child in node["children"]]
    if node["children"]:
        total = sum(child["value"] for child in node["children"])
        gaps.append(abs(total - node["value"]) / max(abs(total), abs(node["value"]), 1e-300))
    return max(gaps, default=0)


class Simulate(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def simulate(self, *arguments):
        """Page and JSON of a run."""
        path = self.folder / "out.json"
        process = tron("simulate", "--json", path, *arguments)
        self.assertEqual(process.returncode, 0, process.stderr)
        result = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.validate(result, SCHEMA)
        return process.stdout, result

    def test_a_reader_that_leaves_early_costs_no_file(self):
        path = self.folder / "out.json"
        command = [TRON, "simulate", "--network", "bert-base", "--sequence", "128", "--json", str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            process.stdout.close()
            process.wait(timeout=60)
        self.assertEqual(process.returncode, 1)
        jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), SCHEMA)

    def test_schema_is_a_schema(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def test_schema_refuses_what_is_missing(self):
        _, result = self.simulate(*SMALL)
        del result["latency_s"]
        with self.assertRaises(jsonschema.ValidationError):
            jsonschema.validate(result, SCHEMA)

    def test_numbers_agree_with_each_other(self):
        for extra in ((), ("--batch", 3), ("--model", "bound")):
            _, r = self.simulate("--network", "bert-base", "--sequence", 128, "--assumptions", "audited", *extra)
            self.assertEqual((r["network"], r["sequence"], r["assumptions"]), ("bert-base", 128, "audited"))
            near = lambda a, b: self.assertAlmostEqual(a / b, 1, delta=1e-9)
            near(r["power_w"], r["energy_j"] / r["latency_s"])
            near(r["ops"], 2 * r["network_macs"])
            near(r["throughput_ops_per_s"], r["ops"] / r["latency_s"])
            near(r["inferences_per_s"], r["batch"] / r["latency_s"])
            near(r["epb_j_per_bit"], r["energy_j"] / (r["ops"] * r["operand_bits"]))
            near(r["energy_j"], r["energy_ledger"]["value"])
            near(r["power_w"], r["power_ledger"]["value"])
            near(r["peak_power_w"], r["peak_power_ledger"]["value"])
            near(r["area_m2"], r["area_ledger"]["value"])
            near(r["energy_j"], sum(layer["energy_j"] for layer in r["layers"]))
            near(r["latency_s"], sum(layer["latency_s"] for layer in r["layers"]))
            near(r["macs"], sum(layer["macs"] for layer in r["layers"]))
            self.assertGreaterEqual(r["latency_s"], r["bound_latency_s"] * (1 - 1e-12))
            for name in ("energy_ledger", "power_ledger", "peak_power_ledger", "area_ledger"):
                self.assertLessEqual(children_gap(r[name]), 1e-9, name)
            for unit in r["utilisation"]:
                times = [unit[k] for k in unit if k.startswith("wait_") or k in ("streaming_s", "programming_s", "idle_s")]
                near(sum(times), r["latency_s"])

    def test_assumption_sets_stay_apart(self):
        page, result = self.simulate("--network", NETWORK)
        self.assertEqual([r["assumptions"] for r in result["results"]], ["paper", "audited"])
        self.assertIn("paper", page)
        self.assertIn("audited", page)
        _, alone = self.simulate("--network", NETWORK, "--assumptions", "audited")
        both = result["results"][1]
        self.assertEqual({**alone, "command_line": ""}, {**both, "command_line": ""})

    def test_page_has_its_sections(self):
        page, _ = self.simulate(*SMALL)
        for title in ("What is simulated", "In short", "Time and cost", "Energy of the batch", "Power", "Area", "Layers",
                      "Steps of", "What every unit does", "Roofline", "Program and memory", "Where these numbers"):
            self.assertIn(title, page)

    def test_generation_decodes_with_a_cache(self):
        page, r = self.simulate("--network", "gpt2", "--sequence", 16, "--generate", 4, "--assumptions", "paper")
        self.assertEqual(r["decoding"]["tokens"], 4)
        self.assertAlmostEqual(r["decoding"]["prefill_s"] + r["decoding"]["decode_s"], r["latency_s"], delta=1e-9)
        self.assertGreater(r["decoding"]["cache_bytes"], 0)
        self.assertIn("last token decoded", page)

    def test_settings_reach_time_and_configuration(self):
        _, before = self.simulate(*SMALL)
        _, after = self.simulate(*SMALL, "--set", "sizes.feed_forward_arrays=1")
        self.assertGreater(after["latency_s"], before["latency_s"])
        self.assertIn("command line", json.dumps(after["configuration"]))

    def trace(self, *arguments):
        path = self.folder / "trace.json"
        process = tron("simulate", "--trace", path, "--json", self.folder / "out.json", *arguments)
        self.assertEqual(process.returncode, 0, process.stderr)
        return json.loads(path.read_text(encoding="utf-8")), process.stderr

    def check_rows(self, trace, latency_s):
        """Slices of a row follow each other and end with the run."""
        rows = collections.defaultdict(list)
        for event in trace["traceEvents"]:
            if event["ph"] == "X":
                rows[event["pid"], event["tid"]].append((event["ts"], event["dur"]))
        self.assertTrue(rows)
        for slices in rows.values():
            slices.sort()
            # What a viewer makes of it: whole nanoseconds, which stand for picoseconds.
            shown = [(round(begin * 1000), round(length * 1000)) for begin, length in slices]
            for (begin, length), (exact, _) in zip(shown, slices):
                self.assertAlmostEqual(begin, exact * 1000, places=2)
                self.assertGreater(length, 0)
            for (begin, length), (after, _) in zip(shown, shown[1:]):
                self.assertLessEqual(begin + length, after)
            self.assertLessEqual(shown[-1][0] + shown[-1][1], latency_s * 1e12 * (1 + 1e-9))

    def test_trace_is_in_order(self):
        for extra in ((), ("--batch", 2)):
            trace, message = self.trace(*SMALL, *extra)
            self.assertEqual(message, "")
            run = trace["otherData"]["runs"][0]
            self.assertTrue(run["complete"])
            self.assertEqual(run["slices"], sum(event["ph"] == "X" for event in trace["traceEvents"]))
            latency = json.loads((self.folder / "out.json").read_text(encoding="utf-8"))["latency_s"]
            self.check_rows(trace, latency)

    def test_trace_keeps_assumption_sets_in_processes_of_their_own(self):
        trace, _ = self.trace("--network", NETWORK)
        names = {e["pid"]: e["args"]["name"] for e in trace["traceEvents"] if e["name"] == "process_name"}
        self.assertEqual(sorted(names.values()), sorted(f"{s}: {p} (1 ns shown = 1 ps)" for s in ("paper", "audited")
                                                        for p in ("arrays", "units", "memory ports")))

    def test_trace_stops_at_its_limit_and_says_so(self):
        trace, message = self.trace("--network", "bert-base", "--assumptions", "paper", "--trace-slices", 1000)
        self.assertEqual(trace["otherData"]["runs"], [{"run": "", "slices": 1000, "complete": False, "slice_limit": 1000}])
        self.assertIn("stops after 1000 slices", message)
        self.check_rows(trace, 1e9)

    def refused(self, code, parts, *arguments):
        process = tron("simulate", *arguments)
        self.assertEqual(process.returncode, code, process.stderr)
        self.assertEqual(process.stdout, "")
        for part in parts:
            self.assertIn(part, process.stderr)

    def test_wrong_input_is_refused(self):
        self.refused(2, ["--network", "nearest is bert-base"], "--network", "bert-bas")
        self.refused(2, ["nearest is event"], "--model", "evnt")
        self.refused(2, ["--batch", "from 1"], "--batch", "0")
        self.refused(2, ["nearest is tron"], "--chip", "trn")
        self.refused(2, ["nearest is paper"], "--assumptions", "papr")
        self.refused(2, ["--trace", "--model event"], "--model", "bound", "--trace", self.folder / "t.json")
        self.refused(2, ["--trace", "folder does not exist"], "--trace", "/no/such/folder/t.json")
        self.refused(2, ["--trace-slices"], "--trace-slices", "0")
        self.refused(2, ["100000"], "--network", "bert-base", "--sequence", "100000")
        self.refused(2, ["spacin"], "--set", "bank.spacin=1 nm")
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_link_that_cannot_close_is_infeasible(self):
        self.refused(3, ["this design cannot work", "under the audited assumptions", "margin -"],
                     "--assumptions", "audited", "--set", "link.wanted_enob=16")


if __name__ == "__main__":
    unittest.main()
