"""Reads a file of mappings: CSV or JSON lines with a kind, the provider's id and our id."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from scrbrd.adapters import paths
from scrbrd.domain.errors import BadInput
from scrbrd.domain.identifiers import can_name_document

FIELDS: Final = ("kind", "providerId", "id")
KINDS: Final = ("player", "team")
REMEDY: Final = (
    "give CSV that begins with the line kind,providerId,id, or JSON lines of the same three;"
    " kind is player or team"
)
BYTE_ORDER_MARK: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Mapping:
    """A line of the file (counted from 1): our `id` for a provider's id of a player or team."""

    line: int
    kind: str
    provider_id: str
    id: str


def read_mappings(file: Path, provider: str) -> list[Mapping]:
    """Return the mappings in a file. Raises BadInput that names all invalid lines."""
    try:
        text = file.read_text(encoding="utf-8").removeprefix(BYTE_ORDER_MARK)
    except OSError as error:
        raise BadInput(f"{file}: cannot be read ({error.strerror}); check the path") from None
    except UnicodeDecodeError:
        raise BadInput(f"{file}: is no text in UTF-8; {REMEDY}") from None
    is_json = text.lstrip().startswith("{")
    rows = json_rows(file, text) if is_json else csv_rows(file, text)
    mappings, faults = list[Mapping](), list[str]()
    for number, row in rows:
        fault = fault_of(row, provider)
        if fault:
            faults.append(f"line {number}: {fault}")
        else:
            mappings.append(Mapping(number, *(row[name].strip() for name in FIELDS)))
    if faults:
        raise BadInput(f"{file}: {'; '.join(faults)}; {REMEDY}")
    if not mappings:
        raise BadInput(f"{file}: holds no mapping; {REMEDY}")
    return mappings


def json_rows(file: Path, text: str) -> Iterator[tuple[int, Any]]:
    """Yield the parsed lines with their numbers (1-based), without empty lines.

    Raises BadInput, naming the line, for invalid JSON.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError):
            raise BadInput(f"{file}: line {number} is no JSON; {REMEDY}") from None


def csv_rows(file: Path, text: str) -> Iterator[tuple[int, Any]]:
    """Yield the rows with their line numbers (1-based), without empty rows.

    Raises BadInput, naming the line, for invalid CSV or wrong headings.
    """
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        heads = [head.strip() for head in next(reader, [])]
        if sorted(heads) != sorted(FIELDS):
            raise BadInput(f"{file}: line 1 is {','.join(heads)!r:.60}; {REMEDY}")
        for row in reader:
            if any(cell.strip() for cell in row):
                is_whole = len(row) == len(heads)
                yield reader.line_num, dict(zip(heads, row, strict=True)) if is_whole else row
    except csv.Error as error:
        raise BadInput(f"{file}: line {reader.line_num}: {error}; {REMEDY}") from None


def fault_of(row: Any, provider: str) -> str:
    """Return what is wrong with a row; an empty text if it is a valid mapping."""
    if not isinstance(row, dict) or set(row) != set(FIELDS):
        return f"does not have {', '.join(FIELDS)} and nothing else"
    empty = [name for name in FIELDS if not isinstance(row[name], str) or not row[name].strip()]
    if empty:
        return f"{', '.join(empty)} must be text"
    kind, provider_id = row["kind"].strip(), row["providerId"].strip()
    if kind not in KINDS:
        return f"kind {kind!r:.40} is not {' or '.join(KINDS)}"
    if not can_name_document(paths.provider_mapping_key(provider, kind, provider_id)):
        return f"providerId {provider_id!r:.40} is too long for a document's id"
    return ""


def duplicates(mappings: Iterable[Mapping]) -> Iterator[str]:
    """Yield a message for each id, of the provider or of ours, that is mapped twice in a file."""
    by_provider_id, by_our_id = dict[tuple[str, str], Mapping](), dict[tuple[str, str], Mapping]()
    for each in mappings:
        first = by_provider_id.setdefault((each.kind, each.provider_id), each)
        if first is not each:
            yield f"lines {first.line} and {each.line} both map {each.kind} {each.provider_id}"
            continue
        first = by_our_id.setdefault((each.kind, each.id), each)
        if first is not each:
            yield f"lines {first.line} and {each.line} both lead to {each.kind} {each.id}"
