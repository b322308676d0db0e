"""Packs an action as text, with the fields that the fold and the projections need.

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
from scrbrd.domain.problems import MOST_MESSAGE_CHARACTERS, shorten_message
from scrbrd.engine.chunks import ChunkKey, PackedAction

MOST_CHARACTERS = 2_000
"""An action longer than this is packed without the fields that the score does not need. So a chunk
of actions, together with the state, stays far below 1 MiB."""

UNUSED_FIELDS = {"note", "review"}
"""Fields that are packed only if there is room; no projection shows them."""

OPTIONAL_FIELDS = UNUSED_FIELDS | {"shot_data"}
CUT_LISTS = ("fielderIds", "assistFielderIds", "substituteIds", "absentIds", "powerplays")
"""Lists that are cut if an action is too long even without its ornaments."""

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


def pack(entry: LogEntry, update_time: int) -> PackedAction:
    """Return an entry of the log, packed; its text is never longer than MOST_CHARACTERS."""
    if isinstance(entry, Unreadable):
        text = compact_json({"unreadable": entry.message[:MOST_MESSAGE_CHARACTERS]})
    else:
        text = packed_action(entry)
    return PackedAction(update_time, entry.is_voided, text)


def packed_action(action: Action) -> str:
    """Return an action as text, without some fields if it is too long.

    A fault says which fields of the score were left out.
    """
    text = compact_json(packed_fields(action, NOT_PACKED))
    if packed_length(text) > MOST_CHARACTERS:
        text = compact_json(packed_fields(action, NOT_PACKED | UNUSED_FIELDS))
    if packed_length(text) > MOST_CHARACTERS and getattr(action, "shot_data", None) is not None:
        action = action.with_faults((*action.faults, "shotData: there is no room to keep it"))
        text = compact_json(packed_fields(action, NOT_PACKED | OPTIONAL_FIELDS))
    if packed_length(text) > MOST_CHARACTERS:
        action = action.with_faults(
            (*action.faults, f"{', '.join(CUT_LISTS)}: there is no room for all")
        )
        text = shortest_text(packed_fields(action, NOT_PACKED | OPTIONAL_FIELDS))
    return text


def shortest_text(fields: dict[str, Any]) -> str:
    """Return fields as text, with lists cut to one or no element.

    If still too long, as unreadable.
    """
    for most in (1, 0):
        for part in (fields, fields.get("wicket", {})):
            part.update({name: part[name][:most] for name in CUT_LISTS if name in part})
        text = compact_json(fields)
        if packed_length(text) <= MOST_CHARACTERS:
            return text
    return compact_json({"unreadable": "the action is too long to be kept"})


def packed_length(text: str) -> int:
    r"""Return about how many bytes an ASCII text takes at the worst compression.

    Each `\u0000` in it is a character of two bytes.
    """
    return len(text) - 4 * text.count("\\u")


def packed_fields(action: Action, left_out: set[str]) -> dict[str, Any]:
    """Return the fields that are given and differ from the defaults."""
    fields = action.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, exclude=set(left_out)
    )
    if isinstance(action.timestamp, datetime):
        fields["timestamp"] = {"iso": fields["timestamp"]}
    if action.faults:
        fields["faults"] = [shorten_message("; ".join(action.faults))]
    if is_wicket_marked_false(action):
        fields["isWicket"] = False
    return fields | {"type": str(action.type)}


def is_wicket_marked_false(action: Action) -> bool:
    """Return True if a ball has a wicket but was given `isWicket: false`.

    False is the default, but the verdict `wicket_not_marked` is only for balls that were given it.
    """
    if not isinstance(action, Delivery) or action.wicket is None or action.is_wicket:
        return False
    return "is_wicket" in action.model_fields_set and action.wicket.type not in NOT_A_WICKET


def unpack(match_id: str, place: Place, packed: PackedAction) -> LogEntry:
    """Return the entry that was packed.

    Raises ValueError if `pack` cannot have written the text.
    """
    return unpack_fields(match_id, place, json.loads(packed.text), is_voided=packed.is_voided)


def unpack_fields(
    match_id: str, place: Place, fields: dict[str, Any], *, is_voided: bool
) -> LogEntry:
    """Return the entry whose text holds these fields. Raises ValueError as `unpack` does."""
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


def as_unpacked(match_id: str, place: Place, entry: LogEntry, packed: PackedAction) -> LogEntry:
    """Return an entry as `unpack` would return it; without unpacking if nothing was cut from it."""
    is_whole = isinstance(entry, Action) and not entry.faults and '"faults":' not in packed.text
    return entry if is_whole else unpack(match_id, place, packed)


def unpack_all(
    match_id: str, chunks: Mapping[ChunkKey, Mapping[int, PackedAction]]
) -> dict[Place, LogEntry]:
    """Return all entries of some chunks by their place. Raises ValueError as `unpack` does."""
    return {
        (key[0], sequence): unpack_fields(
            match_id, (key[0], sequence), fields, is_voided=packed.is_voided
        )
        for key, entries in chunks.items()
        for (sequence, packed), fields in zip(
            entries.items(), parse_all_fields(entries), strict=True
        )
    }


def parse_all_fields(entries: Mapping[int, PackedAction]) -> list[dict[str, Any]]:
    """Return the fields of each text of a chunk, parsed at once, which is faster than one by
    one.
    """
    texts = ",".join(packed.text for packed in entries.values())
    found: list[dict[str, Any]] = json.loads(f"[{texts}]")
    return found


def compact_json(value: dict[str, Any]) -> str:
    """Return compact ASCII JSON: one line without tabs, whatever a note contains."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True)
