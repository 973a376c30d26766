"""What the programme refuses, said in words the reader can act on."""

from collections.abc import Sequence

from django.utils.functional import Promise


class DomainError(Exception):
    """A rule of the programme says no; the message is for the reader, in the reader's language.

    `code` is a stable word for tests and the command line; `field` names the form field to which the
    message belongs, if there is one.
    """

    def __init__(self, code: str, message: str | Promise, *, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class FileRefusedError(DomainError):
    """A file was refused; every fault with its row and column, nothing was imported."""

    def __init__(self, message: str | Promise, rows: Sequence["RowFault"]) -> None:
        super().__init__("rows", message)
        self.rows = tuple(rows)


class RowFault:
    """One fault in a file: row as in a spreadsheet (the header is row 1), column by its heading."""

    __slots__ = ("column", "message", "row")

    def __init__(self, row: int, column: str, message: str | Promise) -> None:
        self.row = row
        self.column = column
        self.message = message

    def __str__(self) -> str:
        return f"{self.row} {self.column}: {self.message}"
