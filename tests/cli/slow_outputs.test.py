"""Every option that writes against every input by every path that leads to it."""
import tempfile
import unittest

from output_matrix import Matrix


class Refused(unittest.TestCase):
    def test_every_option_against_every_input_by_every_path(self):
        with tempfile.TemporaryDirectory() as folder:
            matrix = Matrix(folder, every=True)
            matrix.run()
        self.assertEqual(matrix.wrong, [])
        self.assertGreater(matrix.count, 600)


if __name__ == "__main__":
    unittest.main()
