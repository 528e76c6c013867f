"""Every command once, small, as a whole program: the shipped link, whatever compiler, optimiser or sanitizer made it.

Unit tests link by rooms, so only these runs see what rooms do to each other. Under a sanitizer a report ends the
program by its own exit code, so that exit 0 means clean (make sanitize, sanitize-unoptimised, sanitize-threads).
"""
import pathlib
import tempfile
import unittest

from program import NETWORK, ROOT, small_data, tron

SPACE = """
name = "small"
what = "a few chips"
chip = "tron"
assumptions = "audited"
objectives = ["throughput", "epb", "accuracy"]
[network.vit]
network = "{network}"
data = "{data}"
[stages]
event = 3
inference = 2
samples = 2
[parameter.arrays]
path = "sizes.feed_forward_arrays"
values = [4, 6, 8]
[parameter.tuner]
path = "device.eo_tuner.latency"
from = "1 ns"
to = "20 ns"
steps = 4
"""


class WholePrograms(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.data = small_data(self.folder)

    def clean(self, *arguments):
        process = tron(*arguments, timeout=900)
        self.assertEqual(process.returncode, 0, process.stderr[-4000:])
        self.assertNotIn("Sanitizer", process.stderr)
        self.assertTrue(process.stdout)

    def test_infer_through_every_fidelity_with_its_attribution(self):
        self.clean("infer", "--network", NETWORK, "--data", self.data, "--samples", 2, "--attribute",
                   "--attribution-samples", 1, "--fidelity", "digital,quantized,photonic,moments,device",
                   "--json", self.folder / "infer.json", "--threads", 2)

    def test_run(self):
        self.clean("run", "--network", NETWORK, "--data", self.data, "--samples", 2, "--threads", 2)

    def test_simulate(self):
        self.clean("simulate", "--network", "deit-tiny", "--trace", self.folder / "trace.json", "--json",
                   self.folder / "simulate.json")

    def test_generate(self):
        self.clean("generate", "--network", ROOT / "tests" / "golden" / "gpt2", "--ids", "1 2 3", "--tokens", 2)

    def test_explore(self):
        space = self.folder / "space.toml"
        space.write_text(SPACE.format(network=NETWORK, data=self.data), encoding="utf-8")
        store = self.folder / "s.sqlite"
        self.clean("explore", space, "--store", store, "--csv", self.folder / "s.csv", "--all", "--threads", 2,
                   "--plot", self.folder / "s.svg", "--sensitivity", self.folder / "e.svg")
        self.clean("explore", "--show", store)

    def test_yield(self):
        self.clean("yield", "--network", NETWORK, "--data", self.data, "--samples", 2, "--chips", 2,
                   "--varied-chips", 1, "--temperatures", "0", "--assumptions", "audited", "--threads", 2)

    def test_reproduce(self):
        self.clean("reproduce", "--fast")

    def test_explain(self):
        self.clean("explain", "bank", "--plot", self.folder / "bank.svg")
        self.clean("explain", "device", "microring")


if __name__ == "__main__":
    unittest.main()
