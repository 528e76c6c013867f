"""Stores of tron explore, damaged: for whoever reads or goes on from one, either it is refused or nothing changed."""
import pathlib
import random
import sqlite3
import struct

from program import NETWORK, small_data, tron

PARAMETERS = """
[parameter.heads]
path = "sizes.heads"
values = [2, 3, 4, 6, 12]
[parameter.rows]
path = "sizes.feed_forward_rows"
values = [16, 24, 32, 48]
[parameter.adc]
path = "device.adc.power"
from = "5 mW"
to = "15 mW"
steps = {steps}
"""
# All three stages and a search: every table has rows.
SMALL = """
name = "small"
what = "some chips"
chip = "tron"
assumptions = "audited"
objectives = ["throughput", "epb", "accuracy"]
[network.vit]
network = "{network}"
data = "{data}"
[search]
method = "sobol"
budget = 40
[stages]
event = 5
inference = 2
samples = 8
""" + PARAMETERS.format(steps=3)
# Every combination: nearly all of the file is packed results.
PACKED = """
name = "packed"
what = "many chips"
chip = "tron"
assumptions = "audited"
networks = ["deit-tiny"]
objectives = ["throughput", "epb", "area"]
[stages]
event = 5
""" + PARAMETERS.format(steps=400)


class Subject:
    """A space, a store of it as a run left it, and what every later command has to say."""

    def __init__(self, folder, name, text, *arguments):
        self.folder = pathlib.Path(folder)
        self.space = self.folder / f"{name}.toml"
        self.space.write_text(text.format(network=NETWORK, data=small_data(folder)), encoding="utf-8")
        self.store = self.folder / f"{name}.sqlite"
        process = tron("explore", self.space, "--store", self.store, *arguments)
        assert process.returncode == 0, process.stderr
        self.whole = self.store.read_bytes()
        self.shown = self.reports(self.show(self.store))
        self.finished = self.reports(self.go_on(self.store))

    def run(self, *arguments):
        for file in ("all.csv", "all.json"):
            (self.folder / file).unlink(missing_ok=True)
        return tron("explore", *arguments, "--all", "--csv", self.folder / "all.csv", "--json",
                    self.folder / "all.json", timeout=60)

    def show(self, store):
        return self.run("--show", store)

    def go_on(self, store):
        return self.run(self.space, "--store", store)

    def reports(self, process):
        """Of a command that ended well: the page and the files."""
        assert process.returncode == 0, process.stderr
        return process.stdout, (self.folder / "all.csv").read_bytes(), (self.folder / "all.json").read_bytes()

    def fault(self, content):
        """What is wrong with how the program takes this content of a store; None if nothing is. Refused says so."""
        store = self.folder / "damaged.sqlite"
        self.refused = 0
        for command, expected in ((self.show, self.shown), (self.go_on, self.finished)):
            store.write_bytes(content)
            process = command(store)
            if process.returncode == 0:
                if self.reports(process) != expected:
                    return f"{command.__name__}: other results and no word"
            elif process.returncode != 2 or str(store) not in process.stderr:
                return f"{command.__name__}: exit {process.returncode}, {process.stderr!r}"
            elif store.read_bytes() != content:
                return f"{command.__name__}: refused, but written to"
            else:
                self.refused += 1
        return None


def flipped(content, generator):
    """One bit; every second time of a byte that is not zero, since pages are mostly empty in small stores."""
    at = generator.randrange(len(content))
    if generator.random() < 0.5:
        while content[at] == 0:
            at = generator.randrange(len(content))
    bit = generator.randrange(8)
    return content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :], f"bit {bit} of byte {at}"


def cut(content, generator):
    """Anywhere, near the ends of pages more often."""
    size = generator.randrange(len(content))
    if generator.random() < 0.5:
        size = max(0, min(len(content) - 1, size // 4096 * 4096 + generator.choice((-1, 0, 1, 0))))
    return content[:size], f"cut to {size} bytes"


def campaign(subject, flips, cuts, seed):
    """Faults found, and how many of the commands were refused."""
    generator = random.Random(seed)
    faults, refused = [], 0
    for harm in [flipped] * flips + [cut] * cuts:
        content, what = harm(subject.whole, generator)
        fault = subject.fault(content)
        refused += subject.refused
        if fault:
            faults.append(f"{what}: {fault}")
    return faults, refused


WORD = (1 << 64) - 1


def row_checksum(table, values):
    """As src/explore/store/store_row.cc has it, written down once more."""
    state = 0

    def word(value):
        nonlocal state
        mixed = state ^ (value * 0x9E3779B185EBCA87 & WORD)
        state = ((mixed << 31 | mixed >> 33) & WORD) * 0xC2B2AE3D27D4EB4F & WORD

    def text(content):
        word(len(content))
        for at in range(0, len(content), 8):
            word(int.from_bytes(content[at : at + 8], "little"))

    text(table.encode())
    for value in values:
        word(1 + (type(None), int, float, str, bytes).index(type(value)))
        if isinstance(value, int):
            word(value & WORD)
        elif isinstance(value, float):
            word(struct.unpack("<Q", struct.pack("<d", value + 0.0))[0])
        elif value is not None:
            text(value if isinstance(value, bytes) else value.encode())
    mixed = (state ^ state >> 33) * 0xC2B2AE3D27D4EB4F & WORD
    return mixed ^ mixed >> 29


def signed(value):
    return struct.unpack("<q", struct.pack("<Q", value & WORD))[0]


def forge(store, table, statement):
    """Edits a table and makes its checksums, and the total of them, right again: as somebody who means it would."""
    database = sqlite3.connect(store)
    database.executescript(statement)
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[1] not in ("id", "checksum")]
    keys = [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[5]]
    rows, total = database.execute(f"SELECT {', '.join(columns + keys)} FROM {table}").fetchall(), 0
    for row in rows:
        checksum = row_checksum(table, row[: len(columns)])
        total += checksum
        where = " AND ".join(f"{key} = ?" for key in keys)
        database.execute(f"UPDATE {table} SET checksum = ? WHERE {where}", (signed(checksum), *row[len(columns) :]))
    if table != "about":
        noted = (table, len(rows), signed(total))
        database.execute("REPLACE INTO total VALUES (?, ?, ?, ?)", (*noted, signed(row_checksum("total", noted))))
    database.commit()
    database.close()


PAGE = 65536


def varint(value):
    """As SQLite writes whole numbers, of less than three bytes."""
    return bytes([value >> 7 | 128, value & 127]) if value > 127 else bytes([value])


def page(kind, cells, last=None, offset=0):
    """A page of a tree: cells, and of an inner page the child behind the last of them."""
    content, end, places = bytearray(PAGE), PAGE, b""
    for cell in cells:
        end -= len(cell)
        content[end : end + len(cell)] = cell
        places += struct.pack(">H", end)
    header = struct.pack(">BHHHB", kind, 0, len(cells), end % PAGE, 0)
    if last is not None:
        header += struct.pack(">I", last)
    content[offset : offset + len(header + places)] = header + places
    return content


def schema_row(key, *values):
    types, body = b"", b""
    for value in values:
        text = b"" if value is None else bytes([value]) if isinstance(value, int) else value.encode()
        types += varint(0 if value is None else 1 if isinstance(value, int) else 13 + 2 * len(text))
        body += text
    record = varint(1 + len(types)) + types + body
    return page(13, [varint(len(record)) + varint(key) + record])


def endless_schema(path):
    """A database whose schema is a tree with one page 5000 times under each: no end of rows, each as it should be."""
    database = sqlite3.connect(path)
    database.executescript(f"PRAGMA page_size = {PAGE}; PRAGMA application_id = {0x54524F4E}; PRAGMA user_version = 3; "
                           "CREATE TABLE t (a UNIQUE)")
    database.close()
    header = bytearray(path.read_bytes()[:100])

    def fan(child):
        return [struct.pack(">I", child) + varint(key) for key in range(1, 5000)]

    pages = [
        page(5, [struct.pack(">I", 2) + varint(1), *fan(3)[1:]], last=3, offset=100),
        schema_row(1, "table", "t", "t", 6, "CREATE TABLE t (a UNIQUE)"),
        page(5, fan(4), last=4),
        page(5, fan(5), last=5),
        schema_row(1, "index", "sqlite_autoindex_t_1", "t", 7, None),
        page(13, []),
        page(10, []),
    ]
    header[24:28] = header[92:96]
    header[28:32] = struct.pack(">I", len(pages))
    pages[0][:100] = header
    path.write_bytes(b"".join(pages))
