"""A store that is not as a run has left it is refused, or makes no difference: some flipped bits, cuts, SQL edits."""
import json
import sqlite3
import tempfile
import unittest

from damage import PACKED, SMALL, Subject, campaign, endless_schema, forge

# A statement, and what the refusal names.
EDITS = (
    ("UPDATE chunk SET first = 9223372036854775807", "table chunk, row 1"),
    ("UPDATE chunk SET count = count + 1", "table chunk, row 1"),
    ("UPDATE chunk SET results = substr(results, 1, 16)", "table chunk, row 1"),
    ("UPDATE chunk SET results = NULL", "table chunk, row 1"),
    ("UPDATE chunk SET results = (SELECT results FROM chunk AS other WHERE other.id <> chunk.id)", "table chunk"),
    ("DELETE FROM chunk WHERE id = (SELECT max(id) FROM chunk)", "table chunk: "),
    ("INSERT INTO chunk SELECT 9999, first, count, results, checksum FROM chunk LIMIT 1", "table chunk: "),
    ("UPDATE design SET number = -1 WHERE number = (SELECT max(number) FROM design)", "table design, row 1"),
    ("UPDATE design SET number = 4611686018427387904 - number", "table design, row 1"),
    ("UPDATE design SET throughput = 1e300", "table design, row 1"),
    ("UPDATE design SET throughput = 9e999", "table design, row 1"),
    ("UPDATE design SET throughput = NULL", "table design, row 1"),
    ("UPDATE design SET throughput = 'fast'", "table design, row 1"),
    ("UPDATE design SET epb = -epb", "table design, row 1"),
    ("UPDATE design SET status = 'xx'", "table design, row 1"),
    ("UPDATE design SET status = 'outside'", "table design, row 1"),
    ("UPDATE design SET stage = 'xx' || stage", "table design, row 1"),
    ("UPDATE design SET reason = x'ff'", "table design, row 1"),
    ("UPDATE design SET checksum = NULL", "table design, row 1"),
    ("DELETE FROM design WHERE stage = 'event'", "table design: "),
    ("UPDATE parameter SET value = 5", "table parameter, row 1"),
    ("UPDATE front SET number = number + 1", "table front, row 1"),
    ("DELETE FROM front", "table front: "),
    ("UPDATE metric SET unit = 'MW'", "table metric, row 1"),
    ("UPDATE space SET value = '0123456789abcdef0123456789abcdef'", "table space, row 1"),
    ("UPDATE about SET value = value || ' ' WHERE key = 'space_text'", "table about"),
    ("UPDATE about SET value = '' WHERE key = 'done'", "table about"),
    ("UPDATE about SET value = 7 WHERE key = 'budget'", "table about"),
    ("DELETE FROM about WHERE key = 'space_text'", "table about: "),
    ("UPDATE total SET rows = rows + 1", "table total, row 1"),
    ("DELETE FROM total WHERE name = 'design'", "table total: "),
    ("DROP VIEW front_design", "no view front_design"),
    *((f"DROP TABLE {name}", f"no table {name}") for name in
      ("about", "space", "metric", "chunk", "design", "parameter", "front", "piece", "total")),
    ("CREATE TABLE other (a)", "table other"),
    ("CREATE INDEX other ON design (status)", "index other"),
    ("CREATE TRIGGER other AFTER INSERT ON chunk BEGIN DELETE FROM chunk; END", "trigger other"),
    ("ALTER TABLE design ADD COLUMN other", "no table design as"),
    ("ALTER TABLE design RENAME TO other", "no table design"),
    *((f"DROP TABLE {name}; CREATE VIEW {name} AS WITH RECURSIVE c(a) AS (SELECT 0 UNION ALL SELECT a FROM c) SELECT "
       f"{columns} FROM c", f"no table {name}") for name, columns in
      (("about", "a AS key, a AS value"), ("chunk", "a AS id, a AS first, a AS count, a AS results"))),
)
# Of rows whose checksums are right: what is in them all the same no run can have left.
LAST_METRIC = ("UPDATE chunk SET results = CAST(substr(results, 1, length(results) - 8) || {} AS BLOB) "
               "WHERE length(results) > 17 + count")
FORGERIES = (
    ("design", "UPDATE design SET number = -1 WHERE number = (SELECT max(number) FROM design)", "0 or more"),
    ("design", "UPDATE design SET number = 4611686018427387904 + number", "numbers below"),
    ("design", "UPDATE design SET throughput = 1e300", "throughput = 1e+300"),
    ("design", "UPDATE design SET throughput = 9e999", "throughput = inf"),
    ("design", "UPDATE design SET throughput = NULL", "throughput = nan"),
    ("design", "UPDATE design SET throughput = 'fast'", "text as throughput"),
    ("design", "UPDATE design SET epb = -epb", "epb = -"),
    ("design", "UPDATE design SET accuracy = 1.5", "accuracy = 1.5"),
    ("design", "UPDATE design SET status = 'xx'", "'xx'; allowed: design, infeasible, illegal, outside"),
    ("design", "UPDATE design SET stage = 'xx' || stage", "allowed: closed_form, event, inference"),
    ("chunk", LAST_METRIC.format("x'000000000000f87f'"), "enob = nan"),
    ("chunk", LAST_METRIC.format("x'9c7500883ce4377e'"), "enob = 1"),
    ("chunk", "UPDATE chunk SET results = substr(results, 1, length(results) - 8)", "bytes for"),
    ("chunk", "UPDATE chunk SET first = 9223372036854775807", "9223372036854775807 on"),
    ("chunk", "INSERT INTO chunk SELECT 9999, first, count, results, checksum FROM chunk LIMIT 1", "twice"),
    ("parameter", "UPDATE parameter SET value = '5' WHERE name = 'heads'", "of combination"),
    ("front", "UPDATE front SET number = 4611686018427387904", "4611686018427387904"),
    ("about", "UPDATE about SET value = 'everything' WHERE key = 'done'", "done = 'everything'"),
    ("about", "UPDATE about SET value = '-1' WHERE key = 'budget'", "budget = '-1'"),
)


class StoreDamage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.small = Subject(scratch.name, "small", SMALL)
        cls.packed = Subject(scratch.name, "packed", PACKED)

    def test_flipped_bits_and_cuts(self):
        for subject in (self.small, self.packed):
            faults, refused = campaign(subject, 30, 5, seed=5)
            self.assertEqual(faults, [])
            self.assertGreater(refused, 10)

    def refused(self, subject, edited, statement, named):
        content = edited.read_bytes()
        for command in (subject.show, subject.go_on):
            process = command(edited)
            self.assertEqual(process.returncode, 2, f"{statement}: {process.stderr}")
            for text in (f"{edited}: ", "damaged", named):
                self.assertIn(text, process.stderr, statement)
            self.assertEqual(edited.read_bytes(), content, statement)

    def test_edits(self):
        edited = self.small.folder / "edited.sqlite"
        for subject in (self.small, self.packed):
            for statement, named in EDITS:
                if subject is self.packed and "chunk" not in statement:
                    continue
                edited.write_bytes(subject.whole)
                database = sqlite3.connect(edited)
                database.executescript(statement)
                database.close()
                self.refused(subject, edited, statement, named)

    def test_forgeries(self):
        edited = self.small.folder / "forged.sqlite"
        for table, statement, named in FORGERIES:
            edited.write_bytes(self.packed.whole)
            forge(edited, table, statement)
            self.refused(self.packed, edited, statement, named)

    def test_a_schema_without_end(self):
        endless = self.small.folder / "endless.sqlite"
        endless_schema(endless)
        self.refused(self.small, endless, "a tree of pages", "lead on and on")

    def test_what_a_run_has_of_its_own_is_checked_where_the_store_is_shown(self):
        forged = self.small.folder / "shown.sqlite"
        for table, statement, named in (
            ("space", "UPDATE space SET value = 'xx'", "32 hexadecimal digits"),
            ("about", "UPDATE about SET value = 'name = 7' WHERE key = 'space_text'", "space_text"),
        ):
            forged.write_bytes(self.small.whole)
            forge(forged, table, statement)
            process = self.small.show(forged)
            self.assertEqual(process.returncode, 2, process.stderr)
            self.assertIn(named, process.stderr)

    def test_what_is_forged_without_an_edit_is_whole(self):
        forged = self.small.folder / "whole.sqlite"
        forged.write_bytes(self.small.whole)
        for table in ("space", "metric", "chunk", "design", "parameter", "front", "piece", "about"):
            forge(forged, table, "")
        self.assertEqual(self.small.reports(self.small.show(forged)), self.small.shown)

    def test_of_another_space_or_program(self):
        forged = self.small.folder / "other.sqlite"
        for table, statement, named in (
            ("space", "UPDATE space SET value = '0123456789abcdef0123456789abcdef'", "another space"),
            ("about", "UPDATE about SET value = '0.0.7' WHERE key = 'program'", "a store of tron 0.0.7"),
        ):
            forged.write_bytes(self.small.whole)
            forge(forged, table, statement)
            process = self.small.go_on(forged)
            self.assertEqual(process.returncode, 2, process.stderr)
            self.assertIn(named, process.stderr)
            self.assertEqual(self.small.show(forged).returncode, 0)

    def test_the_whole_store_shows_what_the_run_has_said(self):
        for subject in (self.small, self.packed):
            self.assertEqual(subject.shown[1], subject.finished[1])
            self.assertEqual(subject.shown[0].split("Pareto front of")[1], subject.finished[0].split("Pareto front of")[1])
            shown, finished = (json.loads(reports[2]) for reports in (subject.shown, subject.finished))
            self.assertEqual([stage["done"] for stage in shown["stages"]], [True] * 3)
            del shown["refusals"], finished["refusals"]  # examples, which --show cannot evaluate anew
            self.assertEqual(shown, finished)


if __name__ == "__main__":
    unittest.main()
