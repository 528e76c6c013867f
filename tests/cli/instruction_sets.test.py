"""The same bits whatever the processor: instruction sets, and the variants of libraries that go with them."""
import json
import pathlib
import re
import tempfile
import unittest

from program import infer, small_data, tron

FIDELITIES = ("digital", "quantized", "photonic", "moments", "device")


def instruction_sets():
    """What TRON_TARGETS may be, best first, as the program itself says."""
    process = tron("explain", "bank", variables={"TRON_TARGETS": "abacus"})
    found = re.fullmatch(r"tron: environment: TRON_TARGETS: found 'abacus'; allowed: one of (.*)\n", process.stderr)
    return process.returncode, found.group(1).split(", ") if found else process.stderr


class InstructionSets(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.data = small_data(self.folder)

    def answers(self, fidelity, **variables):
        """Logits as bytes, and the instruction set that the run names."""
        page, logits = self.folder / "out.json", self.folder / "out.npy"
        process = infer(self.data, "--fidelity", fidelity, "--json", page, "--logits", logits, variables=variables)
        self.assertEqual(process.returncode, 0, process.stderr)
        return logits.read_bytes(), json.loads(page.read_text(encoding="utf-8"))["simd"]

    def test_an_unknown_one_is_refused_by_every_command(self):
        code, names = instruction_sets()
        self.assertEqual(code, 2)
        self.assertGreater(len(names), 1, names)
        for command in (["infer"], ["simulate"], ["--help"]):
            self.assertEqual(tron(*command, variables={"TRON_TARGETS": "AVX9"}).returncode, 2)

    def test_answers_are_the_same_on_all(self):
        names = instruction_sets()[1]
        for fidelity in FIDELITIES:
            usual, best = self.answers(fidelity, TRON_TARGETS="")
            at = names.index(best)
            for name in names:
                limited, used = self.answers(fidelity, TRON_TARGETS=name)
                self.assertEqual(limited, usual, f"{fidelity} on {used}")
                self.assertEqual(used, best if names.index(name) <= at else name)

    def test_answers_do_not_depend_on_openblas(self):
        usual, _ = self.answers("digital")
        for core in ("Prescott", "Nehalem"):
            for threads in ("1", "2"):
                other, _ = self.answers("digital", OPENBLAS_CORETYPE=core, OPENBLAS_NUM_THREADS=threads)
                self.assertEqual(other, usual, core)


if __name__ == "__main__":
    unittest.main()
