"""500 flipped bits and 100 cuts of a small store and of one with packed results, each shown and gone on from."""
import tempfile
import unittest

from damage import PACKED, SMALL, Subject, campaign


class SlowStoreDamage(unittest.TestCase):
    def damage(self, name, text, flips, cuts, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            subject = Subject(folder, name, text, *arguments)
            faults, refused = campaign(subject, flips, cuts, seed=1)
            print(f"{name}: {len(faults)} faults in {flips} flips and {cuts} cuts; "
                  f"{refused} of {2 * (flips + cuts)} commands refused")
            self.assertEqual(faults, [])
            self.assertGreater(refused, flips // 4)

    def test_a_small_store(self):
        self.damage("small", SMALL, 500, 100)

    def test_packed_results(self):
        self.damage("packed", PACKED, 500, 100)

    def test_a_run_that_was_not_finished(self):
        self.damage("part", PACKED, 200, 40, "--budget", "3000")


if __name__ == "__main__":
    unittest.main()
