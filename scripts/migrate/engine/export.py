"""Writes the export file of `strip_legacy`: a JSON line for each document that loses fields.

Values are encoded as in Firestore's REST interface, so that they can be restored exactly. A
document may have several lines; the last line with a field counts.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from admin.options import Refusal
from scrbrd.adapters.rest_values import decode_value, encode_value
from scrbrd.domain.errors import BadInput
from scrbrd.domain.json_types import Json

LINE_START = b'{"subject": '
"""The beginning of every line."""
Offsets = dict[str, list[int]]
"""The byte offsets of each subject's lines, in file order."""


def are_exported_alike(path: str, value: Any, other: Any) -> bool:
    """Return True if two values are exported as the same JSON.

    Raises Refusal for a value that cannot be exported.
    """
    return encode_fields(path, {"": value}) == encode_fields(path, {"": other})


def encode_fields(path: str, fields: Json) -> Json:
    """Return fields as they are encoded in a line.

    Raises Refusal for a value that cannot be encoded.
    """
    try:
        found: Json = encode_value(fields)["mapValue"]["fields"]
    except TypeError as error:
        raise Refusal(f"{path} cannot be exported ({error}); nothing of it was removed") from None
    return found


def append(file: Path, subject: str, path: str, fields: Json) -> None:
    """Write the fields that a document is about to lose, and sync the file to disk.

    Raises Refusal if that fails; a line that could not be written whole is removed again.
    """
    line = {"subject": subject, "path": path, "fields": encode_fields(path, fields)}
    text = (json.dumps(line, ensure_ascii=False) + "\n").encode()
    try:
        with file.open("ab", buffering=0) as out:  # a buffer would be written again by closing
            cut_half_line(file)
            whole = file.stat().st_size
            try:
                rest = memoryview(text)
                while rest:
                    rest = rest[out.write(rest) :]
                os.fsync(out.fileno())
            except OSError:
                os.truncate(file, whole)
                raise
    except OSError as error:
        raise Refusal(f"{file}: {error.strerror}; nothing of {path} was removed") from None


def cut_half_line(file: Path) -> None:
    """Remove an incomplete last line. None of the fields in it were removed from the project.

    Raises Refusal for a file with any other incomplete last line: it is not an export.
    """
    with file.open("rb") as read:
        size = read.seek(0, os.SEEK_END)
        if not size or (read.seek(-1, os.SEEK_END), read.read(1))[1] == b"\n":
            return
        read.seek(0)
        start = last_line_start(read)
        read.seek(start)
        if not is_half_line(read.read()):
            raise Refusal(
                f"--export: {file} does not end like an export; nothing was removed. Name a file"
                " of its own"
            )
    os.truncate(file, start)


def last_line_start(read: Any) -> int:
    """Return the offset at which the last line of a file begins."""
    start = offset = 0
    for line in read:
        start, offset = offset, offset + len(line)
    return start


def is_half_line(line: bytes) -> bool:
    """Return True if a line without a line end is the beginning of an export line."""
    return not line.endswith(b"\n") and (line.startswith(LINE_START) or LINE_START.startswith(line))


def line_offsets(file: Path) -> Offsets:
    """Return the offsets of the lines of an export. Raises BadInput for any other file.

    Every line is parsed, so that nothing is restored from a file that can be read only in part.
    """
    found: Offsets = {}
    for start, subject, _, _ in read_lines(file):
        found.setdefault(subject, []).append(start)
    return found


def read_removed_fields(file: Path, starts: Sequence[int]) -> dict[str, Json]:
    """Return the removed fields of documents, by path, from the lines at these offsets."""
    found: dict[str, Json] = {}
    with file.open("rb") as read:
        for start in starts:
            read.seek(start)
            _, path, fields = parse_line(read.readline())
            found.setdefault(path, {}).update(fields)
    return found


def read_lines(file: Path) -> Iterator[tuple[int, str, str, Json]]:
    """Yield (offset, subject, path, fields) of each line.

    Raises BadInput for a file that is no export.

    An incomplete last line is left out: none of the fields in it were removed.
    """
    start = 0
    try:
        with file.open("rb") as read:
            # Only newlines end a line: a text may hold other characters that Python splits at.
            for number, line in enumerate(read, start=1):
                try:
                    yield start, *parse_line(line)
                except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                    if is_half_line(line):
                        return
                    raise BadInput(
                        f"--export: {file}: line {number} is no line of an export; nothing was"
                        " put back. Mend the line, or take it out"
                    ) from None
                start += len(line)
    except OSError as error:
        raise BadInput(f"--export: {file} cannot be read ({error.strerror})") from None


def parse_line(line: bytes) -> tuple[str, str, Json]:
    """Return (subject, path, fields) of a line.

    Raises ValueError, KeyError, TypeError, AttributeError or RecursionError for any other text.
    """
    line_fields = json.loads(line.decode())
    fields = {name: decode_value(value) for name, value in line_fields["fields"].items()}
    return line_fields["subject"], line_fields["path"], fields
