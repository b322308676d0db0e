"""Writes the export file of `strip_legacy`: a JSON line for each document that loses fields.

Values are written as Firestore's REST interface has them, so that they come back as they were.
A document may have several lines: of each of its fields the last one counts.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from admin.options import Refusal
from scrbrd.adapters.rest_values import decoded, encoded
from scrbrd.domain.errors import BadInput
from scrbrd.domain.json_types import Json

BEGINS = b'{"subject": '
"""How every line begins."""
Offsets = dict[str, list[int]]
"""Where the lines of each subject begin, in their order."""


def alike(path: str, value: Any, other: Any) -> bool:
    """Return whether two values of a document are exported alike; raises Refusal as `append`."""
    return in_json(path, {"": value}) == in_json(path, {"": other})


def in_json(path: str, fields: Json) -> Json:
    """Return fields as a line holds them; raises Refusal for a value that no line can hold."""
    try:
        found: Json = encoded(fields)["mapValue"]["fields"]
    except TypeError as error:
        raise Refusal(f"{path} cannot be exported ({error}); nothing of it was removed") from None
    return found


def append(file: Path, subject: str, path: str, fields: Json) -> None:
    """Write what a document is about to lose, down to the disk; raises Refusal if it cannot.

    A file that cannot take the whole line keeps nothing of it.
    """
    line = {"subject": subject, "path": path, "fields": in_json(path, fields)}
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
    """Cut off a last line that was not written whole: nothing that it held was removed.

    Raises Refusal for a file that ends in anything else: it is no export.
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
    """Return where the last line of a file begins."""
    start = offset = 0
    for line in read:
        start, offset = offset, offset + len(line)
    return start


def is_half_line(line: bytes) -> bool:
    """Return whether a line without an end is the beginning of one of ours."""
    return not line.endswith(b"\n") and (line.startswith(BEGINS) or BEGINS.startswith(line))


def offsets(file: Path) -> Offsets:
    """Return where the lines of an export lie; raises BadInput for a file that is none.

    Every line is read, so that nothing is put back from a file of which a part cannot be read.
    """
    found: Offsets = {}
    for start, subject, _, _ in lines(file):
        found.setdefault(subject, []).append(start)
    return found


def removed(file: Path, starts: Sequence[int]) -> dict[str, Json]:
    """Return what documents lost, by their paths, from the lines that begin there."""
    found: dict[str, Json] = {}
    with file.open("rb") as read:
        for start in starts:
            read.seek(start)
            _, path, fields = parsed(read.readline())
            found.setdefault(path, {}).update(fields)
    return found


def lines(file: Path) -> Iterator[tuple[int, str, str, Json]]:
    """Yield (offset, subject, path, fields) of an export; raises BadInput for what is none.

    A last line that was not written whole is left out: nothing that it held was removed.
    """
    start = 0
    try:
        with file.open("rb") as read:
            # By newline alone: a text may hold what Unicode and Python take for line ends.
            for number, line in enumerate(read, start=1):
                try:
                    yield start, *parsed(line)
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


def parsed(line: bytes) -> tuple[str, str, Json]:
    """Return (subject, path, fields) of a line; raises one of five errors for what is none."""
    told = json.loads(line.decode())
    fields = {name: decoded(value) for name, value in told["fields"].items()}
    return told["subject"], told["path"], fields
