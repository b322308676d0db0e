"""Defines the errors, one class per culprit: a document's writer, or the user who gave input."""

from collections.abc import Sequence


class ScrbrdError(Exception):
    """Any error that SCRBRD raises on purpose."""


class BadDocument(ScrbrdError):
    """A document does not fit its collection; names the document and each field at fault."""

    def __init__(self, where: str, faults: Sequence[str]) -> None:
        self.where = where
        self.faults = tuple(faults)
        super().__init__(f"{where}: {'; '.join(self.faults)}")


class BadInput(ScrbrdError):
    """A file or an argument from a user cannot be used; the message says what to do."""
