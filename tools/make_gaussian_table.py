#!/usr/bin/env python3
"""Writes src/base/numbers/gaussian_table.inc: the standard normal deviate of a 16-bit random number.

The 16 bits as a signed number s make the float f = 65536 (s + 1/2): its sign is the deviate's, and the deviate's size
is the quantile of the two-sided tail |s + 1/2| / 32768. The binary exponent and the first mantissa bit of f pick one of 32
segments; in each a straight line in |f| is fitted to the exact quantiles of the segment's numbers (least squares). A common factor then
makes the variance of the 65,536 deviates one. The mean is zero by symmetry.

    tools/make_gaussian_table.py > src/base/numbers/gaussian_table.inc
"""
from statistics import NormalDist

import numpy as np


def segment(f):
    return int(np.float32(f).view(np.uint32) >> 22) & 31


def main():
    normal = NormalDist()
    sizes = np.arange(32768) + 0.5
    exact = np.array([-normal.inv_cdf(size / 65536) for size in sizes])
    numbers = 65536 * sizes
    where = np.array([segment(f) for f in numbers])
    table = np.zeros((2, 32))
    fitted = np.zeros(len(numbers))
    for s in range(32):
        pick = where == s
        if not pick.any():
            continue
        f, z = numbers[pick], exact[pick]
        slope, offset = np.polyfit(f, z, 1) if len(f) > 1 else (0.0, z[0])
        table[:, s] = offset, slope
        fitted[pick] = offset + slope * f
    scale = 1 / np.sqrt((fitted ** 2).mean())
    table *= scale
    error = fitted * scale - exact
    print(f"// Made by tools/make_gaussian_table.py; error against the exact quantile: "
          f"worst {np.abs(error).max():.1e}, rms {np.sqrt((error ** 2).mean()):.1e}.")
    for n, row in enumerate(table):
        print("{" + ", ".join(float(np.float32(v)).hex() + "f" for v in row) + "}" + ("," if n < 1 else ""))


if __name__ == "__main__":
    main()
