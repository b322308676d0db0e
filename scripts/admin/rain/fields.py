"""Reads fields of a JSON file written by hand; each error names the field and the remedy."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrbrd.domain.errors import BadInput
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.plain import short_text

REQUIRED = object()
"""The default of a field that must be given."""


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object in a file, with its place in the file."""

    file: Path
    place: str
    values: JsonMap
    kind: str = "a scenario"

    def fault(self, name: str, problem: str) -> BadInput:
        """Return the error for one field."""
        return BadInput(f"{self.file}: {self.place}{name}: {problem}")

    def allow(self, names: Collection[str]) -> None:
        """Raise BadInput for a field with another name, which would otherwise be ignored."""
        for name in self.values:
            if name not in names:
                known_names = ", ".join(names)
                raise self.fault(
                    visible_name(name), f"is no field of {self.kind}; known: {known_names}"
                )

    def integer(
        self, name: str, least: int, most: int, remedy: str, default: Any = REQUIRED
    ) -> Any:
        """Return an integer within its bounds; the default if the field is missing or null."""
        value = self.values.get(name)
        if value is None and default is not REQUIRED:
            return default
        if value is None:
            raise self.fault(name, f"is missing; {remedy}")
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.fault(name, f"is no whole number (got {short_text(value)}); {remedy}")
        if not least <= value <= most:
            raise self.fault(
                name, f"is not from {least} to {most} (got {short_text(value)}); {remedy}"
            )
        return value

    def optional_part(self, name: str, remedy: str) -> Fields | None:
        """Return an object in this one; None if it is missing."""
        return None if self.values.get(name) is None else self.part(name, remedy)

    def part(self, name: str, remedy: str) -> Fields:
        """Return an object in this one."""
        value = self.values.get(name)
        if not isinstance(value, dict):
            raise self.fault(name, f"{wrong_kind(value, 'object')}; {remedy}")
        return Fields(self.file, f"{self.place}{name}.", value, self.kind)

    def parts(self, name: str, remedy: str) -> list[Fields]:
        """Return the objects of a list in this one; none if the list is missing."""
        value = self.values.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.fault(name, f"{wrong_kind(value, 'list')}; {remedy}")
        for place, each in enumerate(value):
            if not isinstance(each, dict):
                raise self.fault(f"{name}[{place}]", f"{wrong_kind(each, 'object')}; {remedy}")
        return [
            Fields(self.file, f"{self.place}{name}[{place}].", each, self.kind)
            for place, each in enumerate(value)
        ]


def wrong_kind(value: Any, wanted_type: str) -> str:
    """Return what is wrong with a value that is no object or list."""
    return "is missing" if value is None else f"is no {wanted_type} (got {short_text(value)})"


def visible_name(name: str) -> str:
    """Return a field's name for a message, shortened."""
    return name if name.isidentifier() and len(name) < 40 else short_text(name)


def read_fields(file: Path, kind: str = "a scenario", verb: str = "dls") -> Fields:
    """Return the object in a JSON file. Raises BadInput with the file and the remedy.

    `kind` is the name of the object in messages, `verb` the command whose help shows an example.
    """
    remedy = f"write one JSON object, as scrbrd {verb} --help shows it"
    try:
        value = json.loads(
            file.read_text(encoding="utf-8-sig"),
            parse_constant=reject_constant,
            object_pairs_hook=without_duplicates,
        )
    except OSError as error:
        raise BadInput(f"{file}: cannot be read ({error.strerror}); check the path") from None
    except DuplicateField as error:
        name = visible_name(str(error))
        raise BadInput(f"{file}: {name}: is given twice in one object; keep one of them") from None
    except UnicodeDecodeError:
        raise BadInput(f"{file}: is not UTF-8 text; {remedy}") from None
    except (ValueError, RecursionError) as error:
        reason = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "too deep"
        if isinstance(error, ValueError) and not isinstance(error, json.JSONDecodeError):
            reason = "a number in it is too long"
        raise BadInput(f"{file}: is not JSON ({reason}); {remedy}") from None
    if not isinstance(value, dict):
        raise BadInput(f"{file}: holds no JSON object; {remedy}")
    return Fields(file, "", value, kind)


def reject_constant(name: str) -> None:
    """Raise JSONDecodeError for NaN and infinities, which Python accepts but JSON does not have."""
    raise json.JSONDecodeError(f"{name} is no JSON", "", 0)


class DuplicateField(Exception):
    """An object has a field twice, so that its value is ambiguous."""


def without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of a file. Raises DuplicateField if it has a field twice."""
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise DuplicateField(name)
        fields[name] = value
    return fields
