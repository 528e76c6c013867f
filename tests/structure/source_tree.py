"""The source tree as the structure tests see it."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]

# From the ground up: a room may include from itself and from the rooms below it.
ROOMS = ["base", "device", "circuit", "chip", "tokenizer", "network", "dataset", "program", "schedule", "inference",
         "timing", "explore", "study", "report", "api", "cli"]
LIGHT = {"device", "circuit", "chip"}
# Texts, networks and data sets stand beside the photonic rooms, not on them; a compiled program and what runs
# or times it know a network and its samples, not the files that either came from.
MAY_NOT_KNOW = {
    "tokenizer": LIGHT,
    "network": LIGHT | {"tokenizer"},
    "dataset": LIGHT,
    "program": {"tokenizer", "dataset"},
    "schedule": {"tokenizer", "dataset"},
    "inference": {"tokenizer", "dataset", "schedule"},
    "timing": {"tokenizer", "dataset", "inference"},
    "explore": {"inference"},
    # The program is a client of the public face.
    "cli": set(ROOMS) - {"base", "cli"},
}

# What every header includes: the rooms' namespaces, and whose names each of them uses without a prefix.
ROOMS_HEADER = "rooms.h"

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
SOURCE_SUFFIXES = {".h", ".cc"}


def legal_rooms(room):
    below = set(ROOMS[: ROOMS.index(room) + 1])
    return below - MAY_NOT_KNOW.get(room, set())


# The public face, include/tron. What goes wrong and how work is followed are words of every room; the rest is made
# of the rooms and known to the room that makes it, and to those above.
PUBLIC = "tron"
WORDS_OF_ALL = {"tron/error.h", "tron/control.h", "tron/ranks.h"}


def wrong_public_include(place, target, room, source_root):
    if not (source_root.parent / "include" / target).is_file():
        return [f"{place}: includes {target}, which does not exist"]
    if target in WORDS_OF_ALL or ROOMS.index(room) >= ROOMS.index("api"):
        return []
    return [f"{place}: includes {target}, which room {room} may not know"]


def wrong_includes(source_root):
    """One line for each include below source_root that points upwards, to no room, or to no file."""
    wrong = []
    for path in sorted(source_root.rglob("*")):
        if path.suffix not in SOURCE_SUFFIXES:
            continue
        place = path.relative_to(source_root)
        if str(place) == ROOMS_HEADER:
            continue
        room = place.parts[0]
        if room not in ROOMS or len(place.parts) < 2:
            wrong.append(f"{place}: not a file of a known room")
            continue
        for target in INCLUDE.findall(path.read_text(encoding="utf-8")):
            target_room = target.split("/")[0]
            if target == ROOMS_HEADER:
                continue
            if target_room == PUBLIC:
                wrong += wrong_public_include(place, target, room, source_root)
            elif target_room not in ROOMS:
                wrong.append(f"{place}: includes {target}, which is in no room")
            elif target_room not in legal_rooms(room):
                wrong.append(f"{place}: includes {target}, which room {room} may not know")
            elif not (source_root / target).is_file():
                wrong.append(f"{place}: includes {target}, which does not exist")
    return wrong


def namespaces_used(text):
    """Of each room's namespace in rooms.h, the rooms whose names it uses."""
    spaces = re.findall(r"namespace (\w+) \{(.*?)\}", text.split("namespace tron {", 1)[1], re.DOTALL)
    return {room: set(re.findall(r"using namespace (\w+);", body)) for room, body in spaces}


def rooms_linked(source_root):
    """Of each room, the rooms that its CMakeLists.txt links, and what those bring; of the program's the first alone,
    since the face brings all that stands behind it."""
    links = {}
    for room in ROOMS:
        text = (source_root / room / "CMakeLists.txt").read_text(encoding="utf-8")
        links[room] = set(re.findall(r"\btron_(\w+)", text)) & set(ROOMS) - {room}
    for room in ROOMS[:-1]:
        links[room] = links[room].union(*(links[below] for below in links[room]))
    return links


# Test programs, and what only they use: example networks and reports, scratch folders, texts that must not compile.
TEST_NAME = re.compile(r"\.test\.(cc|py)$|_for_test\.h$|^example_\w+\.h$|_test_\w+\.h$|^input_error_of\.h$")
TEST_FOLDERS = {"tests", "fuzz", "compile_fail"}


def is_test(path):
    return bool(TEST_NAME.search(path.name)) or bool(TEST_FOLDERS & set(path.relative_to(ROOT).parts))


def is_benchmark(path):
    return path.name.endswith(".perf.cc")


def line_count(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def code_line_count(path):
    """Lines that are neither blank nor a comment of their own."""
    mark = "#" if path.suffix == ".py" else "//"
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return sum(1 for line in lines if line and not line.startswith(mark))


def source_files():
    """Every C++ and Python file of src/, tests/ and fuzz/."""
    found = []
    for folder in ("src", "tests", "fuzz"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".h", ".cc", ".py"} and "__pycache__" not in path.parts:
                found.append(path)
    return found
