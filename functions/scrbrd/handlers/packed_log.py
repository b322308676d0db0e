"""Owns the packed log: every action of a match in a few documents, so that no ball reads them all.

An action is packed as what the fold and the projections need of it; who recorded it and when stays
in `scoring_actions`. Chunks hold 256 sequences of one innings each; all but the last are sealed.
"""

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scrbrd.domain.actions import ACTION_MODELS, Action, action_id
from scrbrd.domain.effective import LogEntry, Unreadable
from scrbrd.domain.places import Place
from scrbrd.domain.problems import MOST_OF_A_MESSAGE, shortened

CHUNK_ACTIONS = 256
MOST_CHARACTERS = 2_000
"""An action longer than this is packed without what the score does not need: 256 of them, with the
state beside them, stay below 1 MiB."""

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
}

ChunkKey = tuple[int, int]
"""(innings, k): sequences 256k + 1 to 256k + 256 of the innings, k from 0."""

Checksums = Mapping[ChunkKey, int]
"""The sealed chunks of a match in order, each with its checksum."""


@dataclass(frozen=True, slots=True)
class Packed:
    """One action; `update_time` in microseconds since 1970 tells an older copy from a newer."""

    update_time: int
    is_voided: bool
    text: str


Entries = dict[int, Packed]
"""The packed actions of one chunk by sequence."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A chunk that no longer grows, with the state before its first place, encoded."""

    entries: Mapping[int, Packed]
    checkpoint: bytes


def checksum_of(match_id: str, key: ChunkKey, chunk: Sealed) -> int:
    """CRC-32 of a sealed chunk: its match and key, every line, and the checkpoint."""
    lines = to_lines(chunk.entries).encode()
    head = f"{match_id} {key} {len(lines)} {len(chunk.checkpoint)}\n".encode()
    return zlib.crc32(chunk.checkpoint, zlib.crc32(lines, zlib.crc32(head)))


def checksums_of(match_id: str, chunks: Mapping[ChunkKey, Sealed]) -> dict[ChunkKey, int]:
    """The checksums of some sealed chunks, in order of their keys."""
    return {key: checksum_of(match_id, key, chunk) for key, chunk in sorted(chunks.items())}


def chunk_of(place: Place) -> ChunkKey:
    """The chunk in which a place lies."""
    return place[0], (place[1] - 1) // CHUNK_ACTIONS


def first_place(key: ChunkKey) -> Place:
    """The first place that belongs to a chunk."""
    return key[0], key[1] * CHUNK_ACTIONS + 1


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
    return fields | {"type": str(action.type)}


def unpack(match_id: str, place: Place, packed: Packed) -> LogEntry:
    """The entry as it was packed. Raises ValueError where the text is not what `pack` writes."""
    fields = json.loads(packed.text)
    identity = action_id(*place)
    if "unreadable" in fields:
        return Unreadable(identity, *place, fields["unreadable"], packed.is_voided)
    model = ACTION_MODELS[fields["type"]]
    if isinstance(fields.get("timestamp"), dict):
        fields["timestamp"] = datetime.fromisoformat(fields["timestamp"]["iso"])
    faults = fields.pop("faults", ())
    whole = {"id": identity, "matchId": match_id, "inningsNumber": place[0], **fields}
    action = model.model_validate(whole | {"sequenceNumber": place[1]})
    return action.with_faults(tuple(faults)) if faults else action


def unpack_all(
    match_id: str, chunks: Mapping[ChunkKey, Mapping[int, Packed]]
) -> dict[Place, LogEntry]:
    """All entries of some chunks by their place."""
    return {
        (key[0], sequence): unpack(match_id, (key[0], sequence), packed)
        for key, entries in chunks.items()
        for sequence, packed in entries.items()
    }


def in_chunks(entries: Iterable[tuple[Place, Packed]]) -> dict[ChunkKey, Entries]:
    """Packed entries by chunk, chunks in order."""
    chunks: dict[ChunkKey, Entries] = {}
    for place, packed in sorted(entries, key=lambda item: item[0]):
        chunks.setdefault(chunk_of(place), {})[place[1]] = packed
    return chunks


def to_lines(entries: Mapping[int, Packed]) -> str:
    """A chunk's entries as text, one to a line: sequence, update time, voided or not, JSON."""
    return "\n".join(
        f"{sequence}\t{packed.update_time}\t{'v' if packed.is_voided else '-'}\t{packed.text}"
        for sequence, packed in sorted(entries.items())
    )


def from_lines(text: str) -> Entries:
    """The entries of `to_lines`. Raises ValueError where a line is none of its."""
    entries: Entries = {}
    for line in text.split("\n") if text else ():
        sequence, update_time, mark, rest = line.split("\t", 3)
        entries[int(sequence)] = Packed(int(update_time), mark == "v", rest)
    return entries


def as_json(value: dict[str, Any]) -> str:
    """Compact JSON in ASCII: one line, no tabs, whatever a note contains."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True)
