"""Files stay small and tests stay in proportion; the figures are printed."""
import statistics
import unittest

from source_tree import ROOT, code_line_count, is_benchmark, is_test, line_count, source_files

MEDIAN_LIMIT, P90_LIMIT, HARD_LIMIT = 150, 450, 450
LEAST_TEST_SHARE = 0.55


class Sizes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lines = {path: line_count(path) for path in source_files()}

    def test_files_are_small(self):
        counts = sorted(self.lines.values())
        median, p90 = statistics.median(counts), counts[len(counts) * 9 // 10]
        print(f"{len(counts)} files: median {median:g} lines, 90th percentile {p90}, largest {counts[-1]}")
        self.assertLessEqual(median, MEDIAN_LIMIT)
        self.assertLessEqual(p90, P90_LIMIT)

    def test_no_file_is_huge(self):
        huge = [f"{p.relative_to(ROOT)}: {n} lines" for p, n in self.lines.items() if n > HARD_LIMIT]
        self.assertEqual(huge, [])

    def test_tests_are_in_proportion(self):
        code = test = 0
        for path in self.lines:
            if is_test(path):
                test += code_line_count(path)
            elif not is_benchmark(path):
                code += code_line_count(path)
        print(f"{code} lines of code, {test} lines of tests: {test / code:.2f}")
        self.assertGreaterEqual(test / code, LEAST_TEST_SHARE)


if __name__ == "__main__":
    unittest.main()
