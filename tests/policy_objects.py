"""What fills the arguments of a URL in the policy tests."""

from collections.abc import Callable

from conftest import Cast

OBJECTS: dict[str, Callable[[Cast], dict[str, str]]] = {
    "programme": lambda cast: {"slug": cast.programme.slug},
    "grant": lambda cast: {"public_id": cast.accounts["coordinator"].grants.get().public_id},  # type: ignore[union-attr]  # set for every role but nobody
    "pair": lambda cast: {"public_id": cast.pair.public_id},
    "participation": lambda cast: {"public_id": cast.teacher.public_id},
}
