"""A type's full name stands for one definition: two of one name are one type to the linker, and memory is lost."""
import collections
import pathlib
import re
import tempfile
import unittest

from source_tree import ROOT

NOISE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"([^(\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'|^\s*#[^\n]*',
    re.DOTALL | re.MULTILINE,
)
NAMESPACE = re.compile(r"namespace\s*((?:\w+(?:::\w+)*)?)\s*$")
# A name before the body, its bases and its final; a specialisation (`struct hash<...>`) has none of its own.
TYPE = re.compile(r"\b(?:struct|class|union|enum(?:\s+(?:class|struct))?)\s+(?:alignas\([^)]*\)\s*)?(\w+)\s*(?:final\s*)?(?::(?!:)[^;{}]*)?$")


def definitions(text):
    """The full names of the types that a source text defines where other files could name them."""
    text = NOISE.sub(" ", text)
    scopes, found, start = [], [], 0
    for mark in re.finditer(r"[{};]", text):
        before = text[start : mark.start()].strip()
        start = mark.end()
        if mark.group() == "}":
            if scopes:
                scopes.pop()
        elif mark.group() == "{":
            space, kind = NAMESPACE.search(before), TYPE.search(before)
            if space:
                scopes.append(space.group(1) or "(anonymous)")
            elif kind:
                if all(scopes) and "(anonymous)" not in scopes:
                    found.append("::".join([*scopes, kind.group(1)]))
                scopes.append(kind.group(1))
            else:
                scopes.append("")  # a function or a value: what it defines has no linkage
    return found


def defined_twice(root):
    """One line for each type that several sources below root define (within one file the compiler sees to it)."""
    places = collections.defaultdict(list)
    for path in sorted(root.rglob("*")):
        # What stands in for a library that is left out (.absent.cc) is never built beside what it replaces.
        if path.suffix in {".h", ".cc"} and not path.name.endswith(".absent.cc"):
            for name in set(definitions(path.read_text(encoding="utf-8"))):
                places[name].append(str(path.relative_to(root)))
    return [f"{name}: {', '.join(files)}" for name, files in sorted(places.items()) if len(files) > 1]


class OneName(unittest.TestCase):
    def test_no_type_is_defined_twice(self):
        self.assertEqual(defined_twice(ROOT / "src"), [])

    def test_the_types_are_seen(self):
        names = definitions((ROOT / "src/explore/search/sensitivity.h").read_text(encoding="utf-8"))
        self.assertIn("tron::explore::Sensitivity", names)

    def test_types_of_all_kinds_are_seen_with_their_scopes(self):
        text = """
        namespace tron::a { struct A : B<1> { enum class C : int { x }; }; template <class T> class D final {};
          namespace { struct E {}; } void f() { struct G {}; if (g) { class H {}; } } struct I; enum J { y }; }
        // struct K {};
        const char* l = "struct L {";
        """
        self.assertEqual(
            definitions(text), ["tron::a::A", "tron::a::A::C", "tron::a::D", "tron::a::J"]
        )

    def test_a_second_definition_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "a.h").write_text("namespace tron::r { struct Tally { int n; }; }")
            (root / "b.h").write_text("namespace tron::r { struct Tally { double x[9]; }; }")
            (root / "c.h").write_text("namespace tron::s { struct Tally {}; }")
            self.assertEqual(defined_twice(root), ["tron::r::Tally: a.h, b.h"])


if __name__ == "__main__":
    unittest.main()
