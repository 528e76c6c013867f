"""Every folder of the source says what it holds and what it never holds, and none is too flat to read."""
import re
import unittest

from source_tree import ROOMS, ROOT, SOURCE_SUFFIXES

SOURCE = ROOT / "src"
MOST_FILES = 40
NO_ROOM = {"base/compile_fail"}


def folders():
    """Name below src/ -> its C++ files, of all folders that hold any."""
    found = {}
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in SOURCE_SUFFIXES and path.parent != SOURCE:
            found.setdefault(str(path.parent.relative_to(SOURCE)), []).append(path)
    return {name: files for name, files in found.items() if name not in NO_ROOM}


class Rooms(unittest.TestCase):
    def test_each_says_what_it_holds(self):
        for name in sorted(set(folders()) | set(ROOMS)):
            page = SOURCE / name / "README.md"
            with self.subTest(room=name):
                self.assertTrue(page.is_file(), f"src/{name}/README.md is missing")
                title, _, text = page.read_text(encoding="utf-8").partition("\n\n")
                self.assertEqual(title, f"# {name}")
                sentences = len(re.findall(r"\.(?=\s|$)", text))
                self.assertTrue(1 <= sentences <= 5, f"{sentences} sentences")

    def test_none_is_too_flat(self):
        for name, files in folders().items():
            with self.subTest(room=name):
                self.assertLessEqual(len(files), MOST_FILES)

    def test_each_readme_stands_by_sources(self):
        pages = {str(page.parent.relative_to(SOURCE)) for page in SOURCE.rglob("README.md")}
        self.assertEqual(pages, set(folders()) | set(ROOMS))


if __name__ == "__main__":
    unittest.main()
