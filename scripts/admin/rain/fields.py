"""Reads fields of a JSON file that a person wrote; each error names the field and the remedy."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrbrd.domain.errors import BadInput
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.plain import shown

REQUIRED = object()
"""Stands for the default of a field that must be given."""


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object of a file, and where in the file it is."""

    file: Path
    place: str
    values: JsonMap
    kind: str = "a scenario"

    def fault(self, name: str, what: str) -> BadInput:
        """The error of one field."""
        return BadInput(f"{self.file}: {self.place}{name}: {what}")

    def allow(self, names: Collection[str]) -> None:
        """Raise BadInput for a field of another name: it would be passed over."""
        for name in self.values:
            if name not in names:
                known = ", ".join(names)
                raise self.fault(visible_name(name), f"is no field of {self.kind}; known: {known}")

    def whole(self, name: str, least: int, most: int, remedy: str, default: Any = REQUIRED) -> Any:
        """A whole number within its bounds; the default where the field is missing or null."""
        value = self.values.get(name)
        if value is None and default is not REQUIRED:
            return default
        if value is None:
            raise self.fault(name, f"is missing; {remedy}")
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.fault(name, f"is no whole number (got {shown(value)}); {remedy}")
        if not least <= value <= most:
            raise self.fault(name, f"is not from {least} to {most} (got {shown(value)}); {remedy}")
        return value

    def maybe_part(self, name: str, remedy: str) -> Fields | None:
        """An object in this one; None where it is missing."""
        return None if self.values.get(name) is None else self.part(name, remedy)

    def part(self, name: str, remedy: str) -> Fields:
        """An object in this one."""
        value = self.values.get(name)
        if not isinstance(value, dict):
            raise self.fault(name, f"{wrong_kind(value, 'object')}; {remedy}")
        return Fields(self.file, f"{self.place}{name}.", value, self.kind)

    def parts(self, name: str, remedy: str) -> list[Fields]:
        """The objects of a list in this one; none where it is missing."""
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


def wrong_kind(value: Any, wanted: str) -> str:
    """What is wrong with a value that is no object or list."""
    return "is missing" if value is None else f"is no {wanted} (got {shown(value)})"


def visible_name(name: str) -> str:
    """A field's name as a message shows it, cut short."""
    return name if name.isidentifier() and len(name) < 40 else shown(name)


def read_fields(file: Path, kind: str = "a scenario", verb: str = "dls") -> Fields:
    """Return the object in a JSON file. Raises BadInput with the file and the remedy.

    `kind` is what messages call it, `verb` whose help shows one.
    """
    remedy = f"write one JSON object, as scrbrd {verb} --help shows it"
    try:
        value = json.loads(
            file.read_text(encoding="utf-8-sig"),
            parse_constant=no_number,
            object_pairs_hook=each_once,
        )
    except OSError as error:
        raise BadInput(f"{file}: cannot be read ({error.strerror}); check the path") from None
    except NamedTwice as error:
        name = visible_name(str(error))
        raise BadInput(f"{file}: {name}: is given twice in one object; keep one of them") from None
    except UnicodeDecodeError:
        raise BadInput(f"{file}: is not UTF-8 text; {remedy}") from None
    except (ValueError, RecursionError) as error:
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "too deep"
        if isinstance(error, ValueError) and not isinstance(error, json.JSONDecodeError):
            where = "a number in it is too long"
        raise BadInput(f"{file}: is not JSON ({where}); {remedy}") from None
    if not isinstance(value, dict):
        raise BadInput(f"{file}: holds no JSON object; {remedy}")
    return Fields(file, "", value, kind)


def no_number(name: str) -> None:
    """Raise JSONDecodeError for what Python reads and JSON has not: NaN and infinities."""
    raise json.JSONDecodeError(f"{name} is no JSON", "", 0)


class NamedTwice(Exception):
    """A field that one object has twice: which of them was meant, nobody can tell."""


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of a file. Raises NamedTwice where it has a field twice."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise NamedTwice(name)
        found[name] = value
    return found
