"""What `make run` says before it starts."""

import pytest
from django.core.management.base import CommandError

from jobtwinning.core.management.commands.serve import port_number


def test_a_port_is_a_number() -> None:
    assert port_number("8001") == 8001


@pytest.mark.parametrize("text", ["abc", "", "0", "-1", "99999", "80.5"])
def test_anything_else_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(CommandError, match="PORT is a number from 1 to 65535"):
        port_number(text)
