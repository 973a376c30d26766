"""The registers, read as one."""

from jobtwinning.people.models import Person
from jobtwinning.privacy.register import columns, columns_of


def test_a_column_knows_its_line() -> None:
    surname = next(column for column in columns_of(Person) if column.field == "surname")
    assert (surname.model, surname.personal, surname.access) == ("people.Person", True, "give")
    assert surname.model_class is Person


def test_technical_columns_are_not_personal() -> None:
    assert {column.data_class for column in columns() if not column.personal} == {"none", "technical"}
