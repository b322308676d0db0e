"""Computes the log after a void, a redo or a correction. Pure: nothing is read or written.

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
LEAST, GREATEST = -(2**63), 2**63 - 1
"""Whole numbers that a document holds."""

PARTS: Final[dict[str, type[BaseModel]]] = {"extras": Extras, "wicket": Wicket}
Entries = Mapping[Place, LogEntry]
Fields = dict[str, Any]


def with_voided(entries: Entries, place: Place, *, is_voided: bool) -> dict[Place, LogEntry]:
    """Return the log with one action voided, or counting again."""
    entry = entries[place]
    if isinstance(entry, Action):
        return {**entries, place: entry.model_copy(update={"is_voided": is_voided})}
    return {**entries, place: replace(entry, is_voided=is_voided)}


def standing_for(entries: Entries, place: Place) -> Place:
    """Return the place of the action that counts there: the last correction not voided.

    Of an action that has none, or only voided ones, it is the action itself.
    """
    home = home_of(entries, place)
    ours = [each for each in entries if home_of(entries, each) == home]
    return max((each for each in ours if not entries[each].is_voided), default=place)


def home_of(entries: Entries, place: Place) -> Place:
    """Return the place in which an action is played: the first of its chain of corrections."""
    entry = entries.get(place)
    while isinstance(entry, Action) and entry.corrects:
        target = parse_action_id(entry.corrects)
        if target >= place:
            break
        place, entry = target, entries.get(target)
    return place


def next_place(entries: Entries, innings_number: int) -> Place:
    """Return the place behind the last action of an innings."""
    return innings_number, max(each[1] for each in entries if each[0] == innings_number) + 1


def parse_assignments(said: list[str]) -> Fields:
    """Return `FIELD=VALUE` texts as fields; a value is JSON where it reads as JSON, else text.

    Raises BadInput for a text that is none, for a field that is given twice, and for none at all.
    """
    fields: Fields = {}
    for text in said:
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
    """Return what a text says: JSON, or itself. Raises BadInput for JSON that no document holds."""
    try:
        value = json.loads(text, parse_float=finite, parse_int=whole, parse_constant=finite)
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


def finite(said: str) -> float:
    """Return a fraction. Raises OverflowError for one that is not finite, and for no number."""
    value = float(said)
    if not isfinite(value):
        raise OverflowError
    return value


def whole(said: str) -> int:
    """Return a whole number. Raises OverflowError or ValueError for one of more than 64 bits."""
    value = int(said)
    if not LEAST <= value <= GREATEST:
        raise OverflowError
    return value


def require_text(option: str, text: str) -> None:
    """Raise BadInput for a text that is not UTF-8: no document holds it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadInput(f"{option} {text[:40]!r} {NO_TEXT}") from None


def corrected_content(standing: Mapping[str, Any], said: Fields) -> Fields:
    """Return what a correction says: the standing action's own fields with the said ones over them.

    Raises BadInput for a field that such an action does not have.
    """
    kind = said.get("type", standing.get("type", ActionType.DELIVERY))
    model = ACTION_MODELS.get(kind) if isinstance(kind, str) else None
    if model is None:
        known = ", ".join(ACTION_MODELS)
        raise BadInput(f"--set type: {kind!r:.40} is no type of action; one of {known}")
    allowed = content_fields(model)
    content = {name: value for name, value in standing.items() if name in allowed}
    for path, value in said.items():
        set_field(content, path, value, kind, allowed)
    content["type"] = str(kind)
    return with_totals(content, said) if model is Delivery else content


def content_fields(model: type[Action]) -> frozenset[str]:
    """Return the fields that say what happened, not where and by whom it was recorded."""
    return (aliases(model) - aliases(Action)) | {"type", "note"}


def aliases(model: type[BaseModel]) -> frozenset[str]:
    """Return the names of a model's fields in documents."""
    return frozenset(field.alias or name for name, field in model.model_fields.items())


def set_field(content: Fields, path: str, value: Any, kind: str, allowed: frozenset[str]) -> None:
    """Set one field, or a part of one; null takes it away. Raises BadInput for one that an action
    of its kind does not have."""
    name, *inner = path.split(".")
    if name not in allowed:
        raise BadInput(f"--set {path}: a {kind} has no such field; one of {join_names(allowed)}")
    part = PARTS.get(name)
    if inner and part is not None and inner[0] not in aliases(part):
        raise BadInput(f"--set {path}: no part of {name}; one of {join_names(aliases(part))}")
    holder = content
    for step, following in zip([name, *inner], inner, strict=False):
        below = holder.get(step)
        holder[step] = dict(below) if isinstance(below, Mapping) else {}
        holder, name = holder[step], following
    if value is None:
        holder.pop(name, None)
    else:
        holder[name] = value


def join_names(names: frozenset[str]) -> str:
    """Return names for a message."""
    return ", ".join(sorted(names))


def with_totals(content: Fields, said: Fields) -> Fields:
    """Return a delivery with its totals as its parts have them, unless they were said."""
    try:
        extras = {name: int(runs) for name, runs in dict(content.get("extras") or {}).items()}
        runs = int(content.get("runsOffBat", 0))
    except (TypeError, ValueError, OverflowError):
        return content  # reading it says which field is wrong
    is_legal = not (extras.get("wide") or extras.get("noBall") or content.get("notCounted"))
    derived: Fields = {
        "totalRuns": runs + sum(extras.values()),
        "isLegalDelivery": is_legal,
        "isWicket": content.get("wicket") is not None,
    }
    return content | {name: value for name, value in derived.items() if name not in said}


def correction(
    match_id: str, place: Place, corrects: str, content: Fields, follows: str, nonce: str, by: str
) -> Fields:
    """Return the document of a correction at `place`, but for its times."""
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
    """Return a correction as the fold will read it; BadInput naming the field where it cannot."""
    try:
        return read_action(document)
    except BadDocument as error:
        raise BadInput(f"{error}; say it with --set") from None
