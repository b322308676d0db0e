"""Turns stored documents into typed values; other layers handle no untyped documents."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from scrbrd.adapters.decoding import FOREIGN_FIELD, names_in
from scrbrd.domain.actions import ACTION_MODELS, parse_action_id
from scrbrd.domain.effective import LogEntry, Unreadable
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.identifiers import is_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.lenient_action import read_action_leniently
from scrbrd.domain.lenient_match import read_lineup_leniently, read_match_leniently
from scrbrd.domain.lineup import Lineup
from scrbrd.domain.match import Match, inputs_of, inputs_without_match, shorten_name
from scrbrd.domain.places import Place
from scrbrd.domain.plain import as_plain
from scrbrd.domain.problems import Problem, ProblemCode, Severity, shorten_message
from scrbrd.domain.selection import selection_problems
from scrbrd.domain.upcasting import is_newer, upcast
from scrbrd.domain.vocabulary import ActionId, PlayerId
from scrbrd.handlers.ports import ObservedAction, PreviousDocument
from scrbrd.handlers.snapshot.model import CachedInputs
from scrbrd.projections.live.lineups import LINEUP_FIELDS, Selected
from scrbrd.projections.live.match_status import MATCH_FIELDS, MatchFields, stored_match_fields

MOST_LINEUPS = 200
MOST_LINEUP_BYTES = 60_000
"""Limits of lineups in `live/state`; more would not fit. Half of each limit is for one side."""

MOST_OF_A_REASON = 120
LONGEST_OWN_FIELD = 5_000
ALTERED = "altered"
"""Replaces an altered value in a field that only the functions write, so that it is rewritten."""

NEWER_SCHEMA = "written in a newer schemaVersion; deploy functions that know it and rebuild"
MOST_PEOPLE = 60
"""Players of a match whose names are read from `people`."""

LONGEST_NAME = 200
"""Characters of a name that is shown."""


PERSON_NAMES = ("displayName",)
"""Fields that are read from a person."""


@cache
def action_names() -> tuple[str, ...]:
    """Return the fields that are read from a document of the log, of any action type."""
    return names_in(*ACTION_MODELS.values())


@cache
def match_names() -> tuple[str, ...]:
    """Return the fields that are read from a match document."""
    return names_in(Match, also=MATCH_FIELDS)


@cache
def lineup_names() -> tuple[str, ...]:
    """Return the fields that are read from a lineup."""
    return names_in(Lineup, also=LINEUP_FIELDS)


def player_ids(lineups: Iterable[Json]) -> list[str]:
    """Return the players whose names are looked up, at most MOST_PEOPLE, so that one read is
    enough.
    """
    readable = sorted((each for each in lineups if is_id(each.get("playerId"))), key=player_of)
    first: list[Json] = []
    others: list[Json] = []
    for of_side in by_side(readable, lambda each: each).values():
        first += of_side[: MOST_PEOPLE // 2]
        others += of_side[MOST_PEOPLE // 2 :]
    return sorted(list(dict.fromkeys(map(player_of, [*first, *others])))[:MOST_PEOPLE])


def player_of(lineup: Json) -> str:
    """Return the player of a lineup."""
    return str(lineup["playerId"])


Listed = TypeVar("Listed")


def by_side(
    lineups: Iterable[Listed], fields_of: Callable[[Listed], Json]
) -> dict[str, list[Listed]]:
    """Return lineups by team: own players before guests, and confirmed ones before unconfirmed
    ones.

    So a guest who is added takes no other player's room. Equal ones keep their order.
    """

    def rank(each: Listed) -> tuple[bool, bool]:
        fields = fields_of(each)
        return fields.get("isGuest") is True, fields.get("confirmedAt") is None

    sides: dict[str, list[Listed]] = {}
    for each in sorted(lineups, key=rank):
        sides.setdefault(str(fields_of(each).get("teamId")), []).append(each)
    return sides


def person_name(document: Json | None) -> str:
    """Return a person's display name, `people/{id}.displayName`; empty if there is none."""
    name = (document or {}).get("displayName")
    return name if isinstance(name, str) and len(name) <= LONGEST_NAME else ""


def observed_action(
    match_id: str,
    action_id: str,
    data: Json | None,
    update_time: datetime | None,
    before: tuple[Json, datetime] | None = None,
) -> ObservedAction:
    """Return a document of the log as an event delivered it or as it was read.

    `data` is None if the document does not exist. `before` is its content before the event's write,
    and when that content was written.
    """
    try:
        place = parse_action_id(action_id)
    except ValueError as error:
        return observed_unknown(action_id, data, update_time, str(error))
    if data is None:
        return ObservedAction(action_id, place, None)
    return ObservedAction(
        action_id,
        place,
        read_entry(match_id, place, data),
        microseconds(update_time),
        updated_at(data, update_time),
        is_voided=data.get("isVoided") is True,
        document=without_foreign_mark(data),
        before=PreviousDocument(without_foreign_mark(before[0]), microseconds(before[1]))
        if before
        else None,
    )


def without_foreign_mark(data: Json) -> Json:
    """Return a document without the mark that it could not be read whole.

    Which documents are read in parts is chance; the ledger must have the same content in either
    case.
    """
    return {name: value for name, value in data.items() if name != FOREIGN_FIELD}


def observed_unknown(
    action_id: str, data: Json | None, update_time: datetime | None, message: str
) -> ObservedAction:
    """Return a document whose id is not an action's id.

    It has no place, but it is counted and reported.
    """
    if data is None:
        return ObservedAction(action_id, None, None)
    is_voided = data.get("isVoided") is True
    times = microseconds(update_time), updated_at(data, update_time)
    why = shorten_message(message, MOST_OF_A_REASON)
    return ObservedAction(action_id, None, None, *times, unknown=why, is_voided=is_voided)


def read_entry(match_id: str, place: Place, data: Json) -> LogEntry:
    """Return one document of the log; its identity comes from its path."""
    action_id = ActionId(f"{place[0]}_{place[1]}")
    try:
        return read_action_leniently(upcast(data | {"id": action_id, "matchId": match_id}))
    except BadDocument as error:
        newer = f"{NEWER_SCHEMA}: " if is_newer(data.get("schemaVersion")) else ""
        # Shortened as it will be packed, so that the message is the same after unpacking.
        why = shorten_message(f"{newer}{error}")
        return Unreadable(action_id, *place, why, data.get("isVoided") is True)


def microseconds(moment: datetime | None) -> int:
    """Return a time in microseconds since 1970, exact; 0 for None."""
    if moment is None:
        return 0
    return int(moment.replace(microsecond=0).timestamp()) * 1_000_000 + moment.microsecond


def updated_at(data: Json, update_time: datetime | None) -> int:
    """Return `updatedAt` in microseconds.

    0 if it is not a timestamp, at most the time of the write.
    """
    value = data.get("updatedAt")
    stated = microseconds(value) if isinstance(value, datetime) else 0
    return min(stated, microseconds(update_time))


def cached_inputs(
    match_id: str,
    match: Json | None,
    lineups: Mapping[str, Json],
    people: Mapping[str, str] | None = None,
) -> CachedInputs:
    """Return the inputs; a document that cannot be read is left out and becomes a Problem.

    `people` are names by player id from the collection `people`. A player who is not in it is kept
    with an empty name, so that the result is the same for every caller and is not looked up again.
    """
    teams = [(match or {}).get(name) for name in ("homeTeamId", "awayTeamId")]
    readable, problems = read_lineups(match_id, lineups.items(), teams)
    found = people or {}
    kept = {name: found.get(name, "") for name in player_ids(lineups.values())}
    inputs = inputs_without_match(match_id)
    if match is None:
        problems = (*problems, unreadable_match(match_id, "it is missing"))
    else:
        try:
            read, faults = read_match_leniently(match_id, match, MATCH_FIELDS)
            chosen = list(readable.values())
            names = {PlayerId(name_id): name for name_id, name in kept.items() if name}
            inputs = inputs_of(match_id, read, chosen, names)
            problems = (
                *problems,
                *(unreadable_field(match_id, "match document", each) for each in faults),
            )
            problems = (*problems, *selection_problems(inputs, chosen))
        except BadDocument as error:
            problems = (*problems, unreadable_match(match_id, shorten_message(str(error))))
    return CachedInputs(
        inputs,
        problems,
        None if match is None else match_fields(match),
        {name: selected_player(each) for name, each in readable.items()},
        {name: lineup_fields(lineups[name]) for name in readable},
        kept,
    )


def selected_player(lineup: Lineup) -> Selected:
    """Return the parts of a lineup that derived fields and statistics depend on."""
    return Selected(
        lineup.team_id,
        lineup.player_id,
        lineup.role,
        is_confirmed=lineup.confirmed_at is not None,
        is_guest=lineup.is_guest,
    )


def match_fields(match: Json) -> MatchFields:
    """Return the fields of a match document that only the functions write."""
    fields = stored_match_fields(match)
    return replace(fields, status=own_field(fields.status), result=own_field(fields.result))


def own_field(value: Any) -> Any:
    """Return a stored field that only the functions write.

    ALTERED if they cannot have written it.
    """
    try:
        kept = as_plain(value)
    except ValueError:
        return ALTERED
    return ALTERED if len(str(kept)) > LONGEST_OWN_FIELD or has_double(kept) else kept


def has_double(value: Any) -> bool:
    """Return True if a plain value is or has a double.

    Functions write integers into their own fields; the rules of the database take 5.0 for the same
    as 5, so a client's update may replace one by the other.
    """
    match value:
        case dict():
            return any(map(has_double, value.values()))
        case list():
            return any(map(has_double, value))
    return isinstance(value, float)


def lineup_fields(lineup: Json) -> Json:
    """Return the fields of a lineup document that only the functions write."""
    fields = {name: own_field(lineup.get(name)) for name in LINEUP_FIELDS}
    return {name: value for name, value in fields.items() if value is not None}


def unreadable_match(match_id: str, why: str) -> Problem:
    """Return the Problem of an unreadable match document; the score then follows the Laws alone."""
    return Problem(
        match_id,
        ProblemCode.UNREADABLE,
        Severity.WARNING,
        f"match document: {why}; mend it, and the score follows its conditions again",
    )


def unreadable_field(document_id: str, what: str, fault: str) -> Problem:
    """Return the Problem of an unreadable field of an input; the rest of the document counts."""
    return Problem(
        document_id,
        ProblemCode.UNREADABLE,
        Severity.WARNING,
        shorten_message(f"{what}: {fault}; it is left out until it is mended"),
    )


def read_lineups(
    match_id: str, documents: Iterable[tuple[str, Json]], teams: Collection[Any] = ()
) -> tuple[dict[str, Lineup], tuple[Problem, ...]]:
    """Return the readable lineups by id, and a Problem for each unreadable lineup or field.

    If a side has more lineups than are kept, its own players are read first, then the confirmed,
    then by id. Lineups of the match's `teams` are read before those of others.
    """
    lineups: dict[str, Lineup] = {}
    problems: list[Problem] = []
    sides = by_side(sorted(documents, key=lambda each: each[0]), lambda each: each[1])
    playing = set(map(str, teams))
    left = MOST_LINEUP_BYTES
    for team_id in sorted(sides, key=lambda each: (each not in playing, each)):
        of_side, room = sides[team_id], min(left, MOST_LINEUP_BYTES // 2)
        for number, (document_id, data) in enumerate(of_side):
            is_full = number == MOST_LINEUPS // 2 or len(lineups) == MOST_LINEUPS
            if is_full or room < 0:
                problems.append(too_many_lineups(match_id, team_id, number, len(of_side)))
                break
            try:
                lineup, faults = read_lineup_leniently(match_id, document_id, data, LINEUP_FIELDS)
            except BadDocument as error:
                name, why = shorten_message(document_id), shorten_message(str(error))
                problems.append(Problem(name, ProblemCode.UNREADABLE, Severity.ERROR, why))
                continue
            lineups[document_id] = lineup
            room -= (taken := lineup_bytes(document_id, lineup))
            left -= taken
            if faults:
                problems.append(
                    unreadable_field(shorten_message(document_id), "lineup", "; ".join(faults))
                )
    return dict(sorted(lineups.items())), tuple(problems)


def lineup_bytes(document_id: str, lineup: Lineup) -> int:
    """Return about how many bytes of `live/state` a lineup takes."""
    name = shorten_name(lineup.player_name or "")
    texts = document_id, document_id, lineup.team_id, lineup.player_id, name
    return sum(len(text.encode()) for text in texts)


def too_many_lineups(match_id: str, team_id: str, kept: int, present: int) -> Problem:
    """Return the Problem that not all lineups of a side fit into the state of the match."""
    text = (
        f"lineups of {team_id}: there are {present}, and {kept} count, guests last; delete those "
        "of players who are not in this match"
    )
    return Problem(match_id, ProblemCode.UNREADABLE, Severity.WARNING, shorten_message(text))
