"""Packs an action as text: what the fold and the projections need of it.

Who recorded it and when stays in `scoring_actions`.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scrbrd.domain.actions import ACTION_MODELS, Action, Delivery, action_id
from scrbrd.domain.effective import LogEntry, Unreadable
from scrbrd.domain.laws import NOT_A_WICKET
from scrbrd.domain.places import Place
from scrbrd.domain.problems import MOST_OF_A_MESSAGE, shortened
from scrbrd.engine.chunks import ChunkKey, Packed

MOST_CHARACTERS = 2_000
"""An action longer than this is packed without what the score does not need: a chunk of them, with
the state beside them, stays far below 1 MiB."""

UNUSED = {"note", "review"}
"""Packed where there is room; nothing that is projected shows them."""

ORNAMENTS = UNUSED | {"shot_data"}
CUT = ("fielderIds", "assistFielderIds", "substituteIds", "absentIds", "powerplays")
"""Lists that are cut where an action is too long even without its ornaments."""

NOT_PACKED = {
    "id",
    "match_id",
    "innings_number",
    "sequence_number",
    "nonce",
    "follows",
    "recorded_by",
    "recorded_as",
    "created_at",
    "updated_at",
    "void_reason",
    "voided_by",
    "voided_at",
    "corrected_by",
    "provider_event_id",
}


def pack(entry: LogEntry, update_time: int) -> Packed:
    """An entry of the log, packed; never longer than there is room for."""
    if isinstance(entry, Unreadable):
        text = as_json({"unreadable": entry.message[:MOST_OF_A_MESSAGE]})
    else:
        text = packed_action(entry)
    return Packed(update_time, entry.is_voided, text)


def packed_action(action: Action) -> str:
    """An action as text: as it is, or as much of it as there is room for, with a fault that says
    what is left out."""
    text = as_json(packed_fields(action, NOT_PACKED))
    if length(text) > MOST_CHARACTERS:
        text = as_json(packed_fields(action, NOT_PACKED | UNUSED))
    if length(text) > MOST_CHARACTERS and getattr(action, "shot_data", None) is not None:
        action = action.with_faults((*action.faults, "shotData: there is no room to keep it"))
        text = as_json(packed_fields(action, NOT_PACKED | ORNAMENTS))
    if length(text) > MOST_CHARACTERS:
        action = action.with_faults((*action.faults, f"{', '.join(CUT)}: there is no room for all"))
        text = shortest(packed_fields(action, NOT_PACKED | ORNAMENTS))
    return text


def shortest(fields: dict[str, Any]) -> str:
    """Fields as text, with lists cut to one, to none if need be; then as what cannot be read."""
    for most in (1, 0):
        for part in (fields, fields.get("wicket", {})):
            part.update({name: part[name][:most] for name in CUT if name in part})
        text = as_json(fields)
        if length(text) <= MOST_CHARACTERS:
            return text
    return as_json({"unreadable": "the action is too long to be kept"})


def length(text: str) -> int:
    """About how many bytes a text in ASCII takes once it is compressed as badly as can be: each of
    its `\\u0000` is a character of two bytes."""
    return len(text) - 4 * text.count("\\u")


def packed_fields(action: Action, left_out: set[str]) -> dict[str, Any]:
    """The fields that were given and are not as every action has them."""
    fields = action.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, exclude=set(left_out)
    )
    if isinstance(action.timestamp, datetime):
        fields["timestamp"] = {"iso": fields["timestamp"]}
    if action.faults:
        fields["faults"] = [shortened("; ".join(action.faults))]
    if is_marked_as_none(action):
        fields["isWicket"] = False
    return fields | {"type": str(action.type)}


def is_marked_as_none(action: Action) -> bool:
    """Whether a wicket stands on a ball that says of itself that it has none: the mark is as by
    default, but the verdict `wicket_not_marked` is of those that were given it."""
    if not isinstance(action, Delivery) or action.wicket is None or action.is_wicket:
        return False
    return "is_wicket" in action.model_fields_set and action.wicket.type not in NOT_A_WICKET


def unpack(match_id: str, place: Place, packed: Packed) -> LogEntry:
    """The entry as it was packed. Raises ValueError where the text is not what `pack` writes."""
    return unpack_fields(match_id, place, json.loads(packed.text), is_voided=packed.is_voided)


def unpack_fields(
    match_id: str, place: Place, fields: dict[str, Any], *, is_voided: bool
) -> LogEntry:
    """The entry whose text holds these fields. Raises ValueError where `pack` writes none such."""
    identity = action_id(*place)
    if "unreadable" in fields:
        return Unreadable(identity, *place, fields["unreadable"], is_voided)
    model = ACTION_MODELS[fields["type"]]
    if isinstance(fields.get("timestamp"), dict):
        fields["timestamp"] = datetime.fromisoformat(fields["timestamp"]["iso"])
    faults = fields.pop("faults", ())
    innings_number, sequence_number = place
    action = model.model_validate(
        {
            **fields,
            "id": identity,
            "matchId": match_id,
            "inningsNumber": innings_number,
            "sequenceNumber": sequence_number,
        }
    )
    return action.with_faults(tuple(faults)) if faults else action


def as_unpacked(match_id: str, place: Place, entry: LogEntry, packed: Packed) -> LogEntry:
    """Return an entry as `unpack` would; one of which nothing that counts is cut, as it is."""
    is_whole = isinstance(entry, Action) and not entry.faults and '"faults":' not in packed.text
    return entry if is_whole else unpack(match_id, place, packed)


def unpack_all(
    match_id: str, chunks: Mapping[ChunkKey, Mapping[int, Packed]]
) -> dict[Place, LogEntry]:
    """All entries of some chunks by their place. Raises ValueError as `unpack` does."""
    return {
        (key[0], sequence): unpack_fields(
            match_id, (key[0], sequence), fields, is_voided=packed.is_voided
        )
        for key, entries in chunks.items()
        for (sequence, packed), fields in zip(entries.items(), all_fields(entries), strict=True)
    }


def all_fields(entries: Mapping[int, Packed]) -> list[dict[str, Any]]:
    """The fields of each text of a chunk, read at once, which is quicker than one by one."""
    texts = ",".join(packed.text for packed in entries.values())
    found: list[dict[str, Any]] = json.loads(f"[{texts}]")
    return found


def as_json(value: dict[str, Any]) -> str:
    """Compact JSON in ASCII: one line, no tabs, whatever a note contains."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True)
