"""The last number that holds, found as by trying them all."""

import pytest

from jobtwinning.matching.engine.search import last_holding


@pytest.mark.parametrize("stride", [1, 3, 50])
@pytest.mark.parametrize("high", range(12))
def test_last_holding_is_the_last_of_all(high: int, stride: int) -> None:
    for last in range(high + 1):
        asked: list[int] = []

        def holds(number: int, last: int = last, asked: list[int] = asked) -> bool:
            asked.append(number)
            return number <= last

        assert last_holding(0, high, holds, stride) == last
        assert all(0 <= number <= high for number in asked)
