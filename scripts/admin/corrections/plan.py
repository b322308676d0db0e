"""Computes the log after a void, a redo or a correction. Pure: reads and writes nothing.

A correction is a new action at the end of its innings that takes the place of the one it corrects.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from math import isfinite
from typing import Any, Final

from pydantic import BaseModel

from scrbrd.domain.actions import (
    ACTION_MODELS,
    SCHEMA_VERSION,
    Action,
    Delivery,
    Extras,
    Wicket,
    action_id,
    parse_action_id,
    read_action,
)
from scrbrd.domain.effective import LogEntry
from scrbrd.domain.errors import BadDocument, BadInput
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ActionType, Source

ADMIN: Final = "admin"
NO_TEXT: Final = "is no text in UTF-8; type it again"
MIN_INT, MAX_INT = -(2**63), 2**63 - 1
"""The range of integers that a document can hold."""

PARTS: Final[dict[str, type[BaseModel]]] = {"extras": Extras, "wicket": Wicket}
Entries = Mapping[Place, LogEntry]
Fields = dict[str, Any]


def with_voided(entries: Entries, place: Place, *, is_voided: bool) -> dict[Place, LogEntry]:
    """Return the log with one action voided, or no longer voided."""
    entry = entries[place]
    if isinstance(entry, Action):
        return {**entries, place: entry.model_copy(update={"is_voided": is_voided})}
    return {**entries, place: replace(entry, is_voided=is_voided)}


def standing_place(entries: Entries, place: Place) -> Place:
    """Return the place of the action that counts in place of this one.

    That is its last correction not voided.

    Without such a correction it is the action itself.
    """
    home = chain_start(entries, place)
    chain = [each for each in entries if chain_start(entries, each) == home]
    return max((each for each in chain if not entries[each].is_voided), default=place)


def chain_start(entries: Entries, place: Place) -> Place:
    """Return the place at which an action is played: the first of its chain of corrections."""
    entry = entries.get(place)
    while isinstance(entry, Action) and entry.corrects:
        target = parse_action_id(entry.corrects)
        if target >= place:
            break
        place, entry = target, entries.get(target)
    return place


def next_place(entries: Entries, innings_number: int) -> Place:
    """Return the place after the last action of an innings."""
    return innings_number, max(each[1] for each in entries if each[0] == innings_number) + 1


def parse_assignments(texts: list[str]) -> Fields:
    """Parse `FIELD=VALUE` texts; a value is parsed as JSON if possible, otherwise taken as text.

    Raises BadInput for an invalid text, for a field given twice, and if there are none.
    """
    fields: Fields = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not all(name.split(".")):
            raise BadInput(f"--set: {text!r} is no FIELD=VALUE such as runsOffBat=4")
        require_text("--set", text)
        if name in fields:
            raise BadInput(f"--set {name:.40}: is given twice; keep one of them")
        fields[name] = parse_value(name, value)
    if not fields:
        raise BadInput("--set: say what is to be corrected, such as --set runsOffBat=4")
    return fields


def parse_value(name: str, text: str) -> Any:
    """Return the value of a text: its JSON value, or the text itself.

    Raises BadInput for JSON that a document cannot hold.
    """
    try:
        value = json.loads(
            text, parse_float=parse_float, parse_int=parse_int, parse_constant=parse_float
        )
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError:
        return text
    except UnicodeEncodeError:
        raise BadInput(f"--set {name:.40}: {text[:40]!r} {NO_TEXT}") from None
    except (OverflowError, ValueError):
        raise BadInput(
            f"--set {name:.40}: {text[:40]} is or has a number that no document holds; give another"
            f" one, or put a text into quotes"
        ) from None
    except RecursionError:
        raise BadInput(f"--set {name:.40}: is nested too deep; give a plain value") from None
    return value


def parse_float(text: str) -> float:
    """Parse a float. Raises OverflowError for NaN and infinity."""
    value = float(text)
    if not isfinite(value):
        raise OverflowError
    return value


def parse_int(text: str) -> int:
    """Parse an integer. Raises OverflowError or ValueError if it needs more than 64 bits."""
    value = int(text)
    if not MIN_INT <= value <= MAX_INT:
        raise OverflowError
    return value


def require_text(option: str, text: str) -> None:
    """Raise BadInput for a text that is not valid UTF-8, which a document cannot hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadInput(f"{option} {text[:40]!r} {NO_TEXT}") from None


def corrected_content(standing: Mapping[str, Any], assignments: Fields) -> Fields:
    """Return the standing action's fields, updated with the given ones.

    Raises BadInput for a field that such an action does not have.
    """
    kind = assignments.get("type", standing.get("type", ActionType.DELIVERY))
    model = ACTION_MODELS.get(kind) if isinstance(kind, str) else None
    if model is None:
        known_types = ", ".join(ACTION_MODELS)
        raise BadInput(f"--set type: {kind!r:.40} is no type of action; one of {known_types}")
    allowed = content_fields(model)
    content = {name: value for name, value in standing.items() if name in allowed}
    for path, value in assignments.items():
        set_field(content, path, value, kind, allowed)
    content["type"] = str(kind)
    return with_totals(content, assignments) if model is Delivery else content


def content_fields(model: type[Action]) -> frozenset[str]:
    """Return the fields that describe the event, without those of its place and recording."""
    return (aliases(model) - aliases(Action)) | {"type", "note"}


def aliases(model: type[BaseModel]) -> frozenset[str]:
    """Return the names of a model's fields in documents."""
    return frozenset(field.alias or name for name, field in model.model_fields.items())


def set_field(content: Fields, path: str, value: Any, kind: str, allowed: frozenset[str]) -> None:
    """Set one field, or a part of one; null removes it.

    Raises BadInput for a field that an action of its kind does not have.
    """
    name, *inner = path.split(".")
    if name not in allowed:
        raise BadInput(f"--set {path}: a {kind} has no such field; one of {join_names(allowed)}")
    part = PARTS.get(name)
    if inner and part is not None and inner[0] not in aliases(part):
        raise BadInput(f"--set {path}: no part of {name}; one of {join_names(aliases(part))}")
    holder = content
    for step, following in zip([name, *inner], inner, strict=False):
        nested = holder.get(step)
        holder[step] = dict(nested) if isinstance(nested, Mapping) else {}
        holder, name = holder[step], following
    if value is None:
        holder.pop(name, None)
    else:
        holder[name] = value


def join_names(names: frozenset[str]) -> str:
    """Return sorted names, separated by commas."""
    return ", ".join(sorted(names))


def with_totals(content: Fields, given: Fields) -> Fields:
    """Return a delivery with its totals computed from its parts, except those in `given`."""
    try:
        extras = {name: int(runs) for name, runs in dict(content.get("extras") or {}).items()}
        runs = int(content.get("runsOffBat", 0))
    except (TypeError, ValueError, OverflowError):
        return content  # the error names the wrong field when the content is parsed
    is_legal = not (extras.get("wide") or extras.get("noBall") or content.get("notCounted"))
    derived: Fields = {
        "totalRuns": runs + sum(extras.values()),
        "isLegalDelivery": is_legal,
        "isWicket": content.get("wicket") is not None,
    }
    return content | {name: value for name, value in derived.items() if name not in given}


def correction_document(
    match_id: str, place: Place, corrects: str, content: Fields, follows: str, nonce: str, by: str
) -> Fields:
    """Return the document of a correction at `place`, without its times."""
    identity = {
        "id": action_id(*place),
        "matchId": match_id,
        "inningsNumber": place[0],
        "sequenceNumber": place[1],
        "nonce": nonce,
        "follows": follows,
        "corrects": corrects,
        "recordedBy": by,
        "recordedAs": ADMIN,
        "source": str(Source.CORRECTION),
        "schemaVersion": SCHEMA_VERSION,
        "isVoided": False,
    }
    return content | identity


def parse_correction(document: Fields) -> Action:
    """Parse a correction as the fold will read it.

    Raises BadInput, naming the field, if that is impossible.
    """
    try:
        return read_action(document)
    except BadDocument as error:
        raise BadInput(f"{error}; say it with --set") from None
