"""A room includes only from itself and from the rooms below it; planted violations are found."""
import pathlib
import tempfile
import unittest

from source_tree import ROOMS, ROOMS_HEADER, ROOT, legal_rooms, namespaces_used, rooms_linked, wrong_includes


def planted(files):
    """wrong_includes() of a tree with these files."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        return wrong_includes(root)


class Layers(unittest.TestCase):
    def test_every_include_points_down(self):
        self.assertEqual(wrong_includes(ROOT / "src"), [])

    def test_namespaces_use_what_a_room_may_know(self):
        used = namespaces_used((ROOT / "src" / ROOMS_HEADER).read_text(encoding="utf-8"))
        self.assertEqual(used, {room: legal_rooms(room) - {room} for room in ROOMS})

    def test_the_build_links_no_wider(self):
        links = rooms_linked(ROOT / "src")
        links["cli"].discard("api")  # the public face, which it knows by include/tron alone
        wider = {room: linked - legal_rooms(room) for room, linked in links.items()}
        self.assertEqual({room: rooms for room, rooms in wider.items() if rooms}, {})

    def test_every_room_is_there(self):
        self.assertEqual(sorted(p.name for p in (ROOT / "src").iterdir() if p.is_dir()), sorted(ROOMS))

    def test_a_downward_include_is_fine(self):
        self.assertEqual(planted({"base/a.h": "", "report/b.cc": '#include "base/a.h"\n'}), [])

    def test_an_upward_include_is_found(self):
        wrong = planted({"report/b.h": "", "base/a.cc": '#include "report/b.h"\n'})
        self.assertEqual(wrong, ["base/a.cc: includes report/b.h, which room base may not know"])

    def test_the_network_does_not_know_light(self):
        wrong = planted({"device/b.h": "", "network/a.cc": '  #  include "device/b.h"\n'})
        self.assertEqual(wrong, ["network/a.cc: includes device/b.h, which room network may not know"])

    def test_an_unknown_room_is_found(self):
        wrong = planted({"helpers/a.cc": "", "base/b.cc": '#include "util/c.h"\n'})
        self.assertEqual(len(wrong), 2)
        self.assertIn("base/b.cc: includes util/c.h, which is in no room", wrong)

    def test_a_missing_header_is_found(self):
        wrong = planted({"cli/b.cc": '#include "base/gone.h"\n'})
        self.assertEqual(wrong, ["cli/b.cc: includes base/gone.h, which does not exist"])


if __name__ == "__main__":
    unittest.main()
