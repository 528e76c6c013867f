"""tron validate: its JSON obeys the schema, every figure has a source, every disagreement a reason, and the docs page is
what the program prints."""
import json
import pathlib
import re
import tempfile
import time
import unittest

import jsonschema

from program import ROOT, SANITIZED, tron

SCHEMA = json.loads((ROOT / "docs" / "schema" / "validate.schema.json").read_text(encoding="utf-8"))
PAGE = ROOT / "docs" / "methods" / "validation.md"


def without_run(text):
    """A page without the command and the version that printed it."""
    return re.sub(r"\n\n  \S*tron validate.*\n  .*\n", "\n\n", text).splitlines()


class Validate(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "report.json"
            start = time.monotonic()
            cls.process = tron("validate", "--json", path, timeout=2400 if SANITIZED else 300)
            cls.seconds = time.monotonic() - start
            cls.report = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
        cls.rows = [row for group in cls.report["groups"] for row in group["rows"]] if cls.report else []

    def row(self, name):
        return next(row for row in self.rows if row["name"] == name)

    def test_answers_within_a_minute(self):
        self.assertEqual(self.process.returncode, 0, self.process.stderr)
        if not SANITIZED:
            self.assertLess(self.seconds, 60)

    def test_json_obeys_the_schema(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        jsonschema.validate(self.report, SCHEMA)
        self.assertTrue(self.report["complete"])

    def test_there_are_rows_enough(self):
        self.assertGreaterEqual(len(self.rows), 25)
        self.assertEqual(sum(self.report["tally"].values()), len(self.rows))
        self.assertEqual(self.report["tally"]["not_run"], 0)

    def test_verdicts_follow_from_the_numbers(self):
        for row in self.rows:
            with self.subTest(row["name"]):
                ours, published = row["ours"], row["published"]["value"]
                if row["relation"] == "not_modelled":
                    self.assertEqual((ours, row["verdict"]), (None, "not_modelled"))
                    continue
                self.assertAlmostEqual(row["deviation"], ours - published)
                kept = {"equal": lambda: abs(ours - published) <= row["tolerance"]["value"],
                        "at_most": lambda: ours <= published, "at_least": lambda: ours >= published}
                good = "agrees" if row["relation"] == "equal" else "bound"
                self.assertEqual(row["verdict"], good if kept[row["relation"]]() else "differs")

    def test_every_disagreement_has_a_reason(self):
        for row in self.rows:
            if row["verdict"] in ("differs", "not_modelled", "bound"):
                self.assertTrue(row["differs"], row["name"])

    def test_some_agree_and_some_do_not(self):
        self.assertGreater(self.report["tally"]["agrees"], 20)
        self.assertGreater(self.report["tally"]["differs"], 3)

    def test_fields_that_add_are_not_what_powers_say(self):
        self.assertEqual(self.row("all_pass")["verdict"], "agrees")
        self.assertLess(self.row("all_pass")["ours"], 1e-6)
        self.assertIn("fields", self.row("add_drop_fields")["quantity"])

    def test_the_docs_page_is_what_is_printed(self):
        printed = PAGE.read_text(encoding="utf-8").split("```text\n")[1].split("```")[0]
        self.assertEqual(without_run(printed), without_run(self.process.stdout),
                         "run tools/make_validation_page.sh")

    def test_nothing_is_wider_than_the_page(self):
        self.assertLessEqual(max(map(len, self.process.stdout.splitlines())), 150)

    def test_wrong_usage_says_what_is_allowed(self):
        for arguments, words in ((["--jsn", "x"], "--json"), (["now"], "now")):
            process = tron("validate", *arguments)
            self.assertEqual(process.returncode, 2, arguments)
            self.assertIn(words, process.stderr)


if __name__ == "__main__":
    unittest.main()
