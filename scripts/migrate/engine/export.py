"""Writes the export file of `strip_legacy`: a JSON line for each document that loses fields.

Values are written as Firestore's REST interface has them, so that they come back as they were.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from admin.options import Refusal
from scrbrd.adapters.rest_values import decoded, encoded
from scrbrd.domain.errors import BadInput
from scrbrd.domain.json_types import Json


def append(file: Path, subject: str, path: str, fields: Json) -> None:
    """Write what a document is about to lose, down to the disk; raises Refusal if it cannot."""
    try:
        line = {"subject": subject, "path": path, "fields": encoded(fields)["mapValue"]["fields"]}
    except TypeError as error:
        raise Refusal(f"{path} cannot be exported ({error}); nothing of it was removed") from None
    try:
        with file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise Refusal(f"{file}: {error.strerror}; nothing of {path} was removed") from None


def lines(file: Path) -> Iterator[tuple[str, str, Json]]:
    """Yield (subject, path, fields) of an export; raises BadInput for what is none."""
    try:
        # By newline alone: a text may hold what Unicode and Python take for line ends.
        texts = file.read_bytes().decode("utf-8").removesuffix("\n").split("\n")
    except OSError as error:
        raise BadInput(f"--export: {file} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise BadInput(f"--export: {file} is no text in UTF-8") from None
    for number, text in enumerate(texts if texts != [""] else (), start=1):
        try:
            line = json.loads(text)
            fields = {name: decoded(value) for name, value in line["fields"].items()}
            yield line["subject"], line["path"], fields
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BadInput(f"--export: {file}: line {number} is no line of an export") from None
