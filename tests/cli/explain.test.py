"""tron explain: every device, every bank, text and picture."""
import pathlib
import tempfile
import unittest
import xml.etree.ElementTree

from program import ROOT, tron


class Explain(unittest.TestCase):
    def page(self, *arguments):
        process = tron("explain", *arguments)
        self.assertEqual(process.returncode, 0, process.stderr)
        return process.stdout

    def test_lists_every_described_device(self):
        overview = self.page()
        for path in (ROOT / "data" / "device").glob("*.toml"):
            self.assertIn(path.stem, overview)
        self.assertIn("explain bank", overview)

    def test_explains_every_device_under_every_assumption_set(self):
        for path in (ROOT / "data" / "device").glob("*.toml"):
            for arguments in ([], ["--assumptions", "paper"], ["--assumptions", "audited"]):
                page = self.page("device", path.stem, *arguments)
                for title in ("Parameters", "Sources", "Tags:"):
                    self.assertIn(title, page)

    def test_explains_every_bank(self):
        for bank in ("weight", "dynamic", "activation"):
            page = self.page("bank", "--bank", bank)
            for title in ("Transmission spectrum", "Crosstalk", "Levels and bits", "Equations"):
                self.assertIn(title, page)

    def test_settings_change_the_bank(self):
        coarse = self.page("bank", "--set", "bank.drive_bits=4")
        self.assertRegex(coarse, r"drive bits\s+4\n")
        self.assertNotEqual(coarse, self.page("bank"))

    def test_the_picture_is_xml(self):
        with tempfile.TemporaryDirectory() as folder:
            picture = pathlib.Path(folder) / "bank.svg"
            self.page("bank", "--plot", picture)
            root = xml.etree.ElementTree.parse(picture).getroot()
        self.assertTrue(root.tag.endswith("svg"))
        self.assertGreater(len(list(root.iter())), 100)


if __name__ == "__main__":
    unittest.main()
