#!/usr/bin/env python3
"""Writes src/base/gaussian_table.inc: the standard normal deviate of a 16-bit random number.

Bit 0 is the sign. The other 15 bits make the odd number f = (r & 0xFFFE) | 1, and the deviate's size is
the quantile of the two-sided tail f / 65536. The binary exponent and the first mantissa bit of f as
a float pick one of 32 segments; in each a quadratic in f is fitted to the exact quantiles of the segment's numbers (least
squares). A common factor then makes the variance of the 65,536 deviates one. The mean is zero by symmetry.

    tools/make_gaussian_table.py > src/base/gaussian_table.inc
"""
import sys
from statistics import NormalDist

import numpy as np


def segment(f):
    return int(np.float32(f).view(np.uint32) >> 22) & 31


def main():
    normal = NormalDist()
    numbers = np.arange(1, 65536, 2)
    exact = np.array([-normal.inv_cdf(f / 131072) for f in numbers])
    where = np.array([segment(f) for f in numbers])
    table = np.zeros((3, 32))
    fitted = np.zeros(len(numbers))
    for s in range(32):
        pick = where == s
        if not pick.any():
            continue
        f, z = numbers[pick].astype(float), exact[pick]
        degree = min(2, len(f) - 1)
        fit = np.polynomial.Polynomial.fit(f, z, degree, domain=[f[0] - 1, f[-1] + 1]).convert()
        table[:len(fit.coef), s] = fit.coef
        fitted[pick] = fit(f)
    scale = 1 / np.sqrt((fitted ** 2).mean())
    table *= scale
    worst = np.abs(fitted * scale - exact).max()
    print(f"// Made by tools/make_gaussian_table.py; worst error against the exact quantile {worst:.1e}.")
    for n, row in enumerate(table):
        print("{" + ", ".join(float(np.float32(v)).hex() + "f" for v in row) + "}" + ("," if n < 2 else ""))
    print(f"scale {scale:.9f} worst {worst:.2e}", file=sys.stderr)


if __name__ == "__main__":
    main()
