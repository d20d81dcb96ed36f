"""Statistics of pass rates."""

from __future__ import annotations

import math

Z = 1.959964  # of the normal distribution, for 95 %


def wilson(passed: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a rate (Wilson, 1927)."""
    if total == 0:
        return 0.0, 1.0
    rate = passed / total
    middle = rate + Z * Z / (2 * total)
    half = Z * math.sqrt(rate * (1 - rate) / total + Z * Z / (4 * total * total))
    scale = 1 + Z * Z / total
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def paired_p(gained: int, lost: int) -> float:
    """The exact two-sided test of McNemar: how likely so uneven a split of the cases that two runs
    disagree on is, if neither is better."""
    n = gained + lost
    tail = sum(math.comb(n, k) for k in range(min(gained, lost) + 1))
    return min(1.0, 2 * tail / 2 ** n)
