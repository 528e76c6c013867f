"""Every folder of the source says what it holds and what it never holds, and none is too flat to read."""
import pathlib
import re
import unittest

from source_tree import INCLUDE, ROOMS, ROOT, SOURCE_SUFFIXES, is_benchmark, is_test, source_files

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
                title, text, _ = page.read_text(encoding="utf-8").split("\n\n")
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


def faces():
    """Of each folder, the headers that code outside it includes; tests may look inside."""
    found = {name: set() for name in folders()}
    for path in source_files():
        if is_test(path) or is_benchmark(path) or not path.is_relative_to(SOURCE):
            continue
        from_folder = path.parent.relative_to(SOURCE)
        for target in INCLUDE.findall(path.read_text(encoding="utf-8")):
            folder = pathlib.PurePath(target).parent
            if (SOURCE / target).is_file() and str(folder) in found and folder != from_folder:
                found[str(folder)].add(pathlib.PurePath(target).name)
    return found


def face_line(name, face):
    """How a folder's page names its face."""
    headers = {path.name for path in folders()[name] if path.suffix == ".h" and not is_test(path)}
    if not face:
        return "Face: none."
    if face == headers and len(face) > 1:
        return "Face: every header."
    return "Face: " + ", ".join(f"`{header}`" for header in sorted(face)) + "."


class Faces(unittest.TestCase):
    """A folder's page names the headers that others include; the rest is inside."""

    def test_each_page_names_its_face(self):
        for name, face in faces().items():
            page = (SOURCE / name / "README.md").read_text(encoding="utf-8")
            with self.subTest(folder=name):
                self.assertEqual(" ".join(page[page.rindex("\n\n"):].split()), face_line(name, face))


if __name__ == "__main__":
    unittest.main()
