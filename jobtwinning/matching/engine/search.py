"""Where something that holds stops holding."""

from collections.abc import Callable


def last_holding(low: int, high: int, holds: Callable[[int], bool], stride: int = 1) -> int:
    """The last number from low to high for which it holds; it holds at low, and never again once it does not.

    Down from the top in growing strides, the first one given, then halving: quick where the answer is near the top.
    """
    found, above = high, high + 1
    while found > low and not holds(found):
        found, above, stride = max(found - stride, low), found, 2 * stride
    while above - found > 1:
        middle = (found + above) // 2
        found, above = (middle, above) if holds(middle) else (found, middle)
    return found
