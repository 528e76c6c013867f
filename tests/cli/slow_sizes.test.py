"""The search of docs/sizes.md, run again in full: its best design is the chip's."""
import re
import unittest

from program import ROOT, tron


class Sizes(unittest.TestCase):
    def test_the_best_of_the_space_is_the_chip(self):
        process = tron("explore", "tron-sizes", "--best", 1, timeout=900)
        self.assertEqual(process.returncode, 0, process.stderr)
        lines = process.stdout.split("Best of each objective")[1].splitlines()
        line = next(line for line in lines if line.strip().startswith("throughput per energy per bit"))
        best = dict(re.findall(r"sizes\.(\w+)=(\d+)", line))
        chip = (ROOT / "data" / "chip" / "tron.toml").read_text(encoding="utf-8")
        for size in ("heads", "attention_rows", "wavelengths", "feed_forward_rows", "feed_forward_arrays"):
            value = re.search(rf"^{size} = {{ value = (\d+)", chip, re.MULTILINE).group(1)
            self.assertEqual(best[size], value, size)


if __name__ == "__main__":
    unittest.main()
