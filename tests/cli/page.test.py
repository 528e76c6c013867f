"""The page of a small run, word for word. TRON_UPDATE_GOLDEN=1 writes it anew: read the difference before committing."""
import os
import re
import tempfile
import unittest

from program import ROOT, infer, small_data

GOLDEN = ROOT / "tests" / "cli" / "page.golden.txt"


def stable(page, folder):
    """Without what differs from machine to machine: version, vector instructions, threads, times, folders."""
    page = page.replace(str(folder), "SCRATCH").replace(str(ROOT) + "/", "")
    page = re.sub(r"tron [^;]*; [^;]*; \d+ threads?", "tron VERSION; SIMD; THREADS", page)
    page = re.sub(r"  +time$", "  time", page, flags=re.MULTILINE)
    page = re.sub(r"  +[\d.]+ s$", "  TIME", page, flags=re.MULTILINE)
    return re.sub(r"  -+$", "  ----", page, flags=re.MULTILINE)


class Page(unittest.TestCase):
    def test_page(self):
        with tempfile.TemporaryDirectory() as folder:
            process = infer(small_data(folder), "--attribute", "--fidelity", "digital,quantized,photonic", cwd=ROOT)
            self.assertEqual(process.returncode, 0, process.stderr)
            page = stable(process.stdout, folder)
        if os.environ.get("TRON_UPDATE_GOLDEN"):
            GOLDEN.write_text(page, encoding="utf-8")
        self.maxDiff = None
        self.assertEqual(page, GOLDEN.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
