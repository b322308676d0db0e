"""Turns stored documents into values: beyond it there is no dict of anything."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from scrbrd.adapters.decoding import SOMEWHERE, names_in
from scrbrd.domain.actions import ACTION_MODELS, parse_action_id
from scrbrd.domain.effective import LogEntry, Unreadable
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.identifiers import is_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.lenient_action import read_action_leniently
from scrbrd.domain.lenient_match import read_lineup_leniently, read_match_leniently
from scrbrd.domain.lineup import Lineup
from scrbrd.domain.match import Match, inputs_of, inputs_without_match, name_kept
from scrbrd.domain.places import Place
from scrbrd.domain.plain import plain
from scrbrd.domain.problems import Problem, ProblemCode, Severity, shortened
from scrbrd.domain.selection import selection_problems
from scrbrd.domain.upcasting import is_newer, upcast
from scrbrd.domain.vocabulary import ActionId, PlayerId
from scrbrd.handlers.ports import Earlier, ObservedAction
from scrbrd.handlers.snapshot.model import CachedInputs
from scrbrd.projections.live.lineups import LINEUP_FIELDS, Selected
from scrbrd.projections.live.match_status import MATCH_FIELDS, MatchFields, stored_match_fields

MOST_LINEUPS = 200
MOST_LINEUP_BYTES = 60_000
"""More lineups than these would not fit beside the score; half of each is for one side."""

MOST_OF_A_REASON = 120
LONGEST_OWN_FIELD = 5_000
ALTERED = "altered"
"""Stands for a field of the functions' own that somebody else wrote: it is written again."""

NEWER_SCHEMA = "written in a newer schemaVersion; deploy functions that know it and rebuild"
MOST_PEOPLE = 60
"""Players of a match whose names are read from `people`."""

LONGEST_NAME = 200
"""Characters of a name that is shown."""


PERSON_NAMES = ("displayName",)
"""What is read of a person."""


@cache
def action_names() -> tuple[str, ...]:
    """Return the fields that are read of a document in the log, of whatever type it is."""
    return names_in(*ACTION_MODELS.values())


@cache
def match_names() -> tuple[str, ...]:
    """Return the fields that are read of a match document."""
    return names_in(Match, also=MATCH_FIELDS)


@cache
def lineup_names() -> tuple[str, ...]:
    """Return the fields that are read of a lineup."""
    return names_in(Lineup, also=LINEUP_FIELDS)


def player_ids(lineups: Iterable[Json]) -> list[str]:
    """Return the players whose names are looked up, so few that one read fetches them all."""
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
    """Return lineups by their team: those who are no guests first, then the confirmed, so that
    nobody who is named beside them takes their room; each in the order given."""

    def rank(each: Listed) -> tuple[bool, bool]:
        fields = fields_of(each)
        return fields.get("isGuest") is True, fields.get("confirmedAt") is None

    sides: dict[str, list[Listed]] = {}
    for each in sorted(lineups, key=rank):
        sides.setdefault(str(fields_of(each).get("teamId")), []).append(each)
    return sides


def person_name(document: Json | None) -> str:
    """Return the name by which somebody is known, `people/{id}.displayName`; empty for none."""
    name = (document or {}).get("displayName")
    return name if isinstance(name, str) and len(name) <= LONGEST_NAME else ""


def seen(
    match_id: str,
    action_id: str,
    data: Json | None,
    update_time: datetime | None,
    before: tuple[Json, datetime] | None = None,
) -> ObservedAction:
    """A document of the log as an event or a read shows it; `data` None where there is none.

    `before` is what an event shows of it before its write, and when that was written.
    """
    try:
        place = parse_action_id(action_id)
    except ValueError as error:
        return unknown(action_id, data, update_time, str(error))
    if data is None:
        return ObservedAction(action_id, place, None)
    return ObservedAction(
        action_id,
        place,
        read_entry(match_id, place, data),
        microseconds(update_time),
        updated_at(data, update_time),
        is_voided=data.get("isVoided") is True,
        document=marked_nowhere(data),
        before=Earlier(marked_nowhere(before[0]), microseconds(before[1])) if before else None,
    )


def marked_nowhere(data: Json) -> Json:
    """Return a document as it is without the mark of one that could not be read whole: which of a
    log are read in parts is chance, and the ledger has the same content however it was read."""
    return {name: value for name, value in data.items() if name != SOMEWHERE}


def unknown(
    action_id: str, data: Json | None, update_time: datetime | None, message: str
) -> ObservedAction:
    """A document whose id is no action's has no place at all: it is counted, and told."""
    if data is None:
        return ObservedAction(action_id, None, None)
    is_voided = data.get("isVoided") is True
    times = microseconds(update_time), updated_at(data, update_time)
    why = shortened(message, MOST_OF_A_REASON)
    return ObservedAction(action_id, None, None, *times, unknown=why, is_voided=is_voided)


def read_entry(match_id: str, place: Place, data: Json) -> LogEntry:
    """One document of the log; its path is its identity."""
    action_id = ActionId(f"{place[0]}_{place[1]}")
    try:
        return read_action_leniently(upcast(data | {"id": action_id, "matchId": match_id}))
    except BadDocument as error:
        newer = f"{NEWER_SCHEMA}: " if is_newer(data.get("schemaVersion")) else ""
        # As short as it is packed, so that whoever tells it again says the same.
        why = shortened(f"{newer}{error}")
        return Unreadable(action_id, *place, why, data.get("isVoided") is True)


def microseconds(moment: datetime | None) -> int:
    """A time in microseconds since 1970, exact; 0 for none."""
    if moment is None:
        return 0
    return int(moment.replace(microsecond=0).timestamp()) * 1_000_000 + moment.microsecond


def updated_at(data: Json, update_time: datetime | None) -> int:
    """`updatedAt` in microseconds; 0 where it is no timestamp, never later than the write."""
    value = data.get("updatedAt")
    stated = microseconds(value) if isinstance(value, datetime) else 0
    return min(stated, microseconds(update_time))


def cached_inputs(
    match_id: str,
    match: Json | None,
    lineups: Mapping[str, Json],
    people: Mapping[str, str] | None = None,
) -> CachedInputs:
    """What people decided: a document that cannot be read is a Problem and left out.

    `people` are the names of players by id, as `people` has them. Whom it has not is kept with an
    empty name, so that whoever reads next knows it too and every way to a state keeps the same.
    """
    teams = [(match or {}).get(name) for name in ("homeTeamId", "awayTeamId")]
    readable, problems = read_lineups(match_id, lineups.items(), teams)
    found = people or {}
    kept = {name: found.get(name, "") for name in player_ids(lineups.values())}
    inputs = inputs_without_match(match_id)
    if match is None:
        problems = (*problems, no_match(match_id, "it is missing"))
    else:
        try:
            read, faults = read_match_leniently(match_id, match, MATCH_FIELDS)
            chosen = list(readable.values())
            names = {PlayerId(name_id): name for name_id, name in kept.items() if name}
            inputs = inputs_of(match_id, read, chosen, names)
            problems = (*problems, *(left_out(match_id, "match document", each) for each in faults))
            problems = (*problems, *selection_problems(inputs, chosen))
        except BadDocument as error:
            problems = (*problems, no_match(match_id, shortened(str(error))))
    return CachedInputs(
        inputs,
        problems,
        None if match is None else match_fields(match),
        {name: selected(each) for name, each in readable.items()},
        {name: lineup_fields(lineups[name]) for name in readable},
        kept,
    )


def selected(lineup: Lineup) -> Selected:
    """A lineup as far as derived fields and statistics depend on it."""
    return Selected(
        lineup.team_id,
        lineup.player_id,
        lineup.role,
        is_confirmed=lineup.confirmed_at is not None,
        is_guest=lineup.is_guest,
    )


def match_fields(match: Json) -> MatchFields:
    """The functions' own fields of a match document."""
    fields = stored_match_fields(match)
    return replace(fields, status=own_field(fields.status), result=own_field(fields.result))


def own_field(value: Any) -> Any:
    """A field that only the functions write, as it is stored; what they never write is ALTERED."""
    try:
        kept = plain(value)
    except ValueError:
        return ALTERED
    return kept if len(str(kept)) <= LONGEST_OWN_FIELD else ALTERED


def lineup_fields(lineup: Json) -> Json:
    """The functions' own fields of a lineup document."""
    fields = {name: own_field(lineup.get(name)) for name in LINEUP_FIELDS}
    return {name: value for name, value in fields.items() if value is not None}


def no_match(match_id: str, why: str) -> Problem:
    """The match document cannot be read: the score is kept by the Laws' own conditions."""
    return Problem(
        match_id,
        ProblemCode.UNREADABLE,
        Severity.WARNING,
        f"match document: {why}; mend it, and the score follows its conditions again",
    )


def left_out(document_id: str, what: str, fault: str) -> Problem:
    """A field of what people decided cannot be read; the rest of the document counts."""
    return Problem(
        document_id,
        ProblemCode.UNREADABLE,
        Severity.WARNING,
        shortened(f"{what}: {fault}; it is left out until it is mended"),
    )


def read_lineups(
    match_id: str, documents: Iterable[tuple[str, Json]], teams: Collection[Any] = ()
) -> tuple[dict[str, Lineup], tuple[Problem, ...]]:
    """The lineups that can be read, by id, and a Problem for each that cannot, and what cannot.

    Of more lineups of a side than can be kept those of its own players are read first, then the
    confirmed, then by id; those of the match's `teams` before those of others.
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
                name, why = shortened(document_id), shortened(str(error))
                problems.append(Problem(name, ProblemCode.UNREADABLE, Severity.ERROR, why))
                continue
            lineups[document_id] = lineup
            room -= (taken := lineup_bytes(document_id, lineup))
            left -= taken
            if faults:
                problems.append(left_out(shortened(document_id), "lineup", "; ".join(faults)))
    return dict(sorted(lineups.items())), tuple(problems)


def lineup_bytes(document_id: str, lineup: Lineup) -> int:
    """About how much of `live/state` a lineup takes."""
    name = name_kept(lineup.player_name or "")
    texts = document_id, document_id, lineup.team_id, lineup.player_id, name
    return sum(len(text.encode()) for text in texts)


def too_many_lineups(match_id: str, team_id: str, kept: int, present: int) -> Problem:
    """The lineups of a side do not all fit into the state of a match."""
    text = (
        f"lineups of {team_id}: there are {present}, and {kept} count, guests last; delete those "
        "of players who are not in this match"
    )
    return Problem(match_id, ProblemCode.UNREADABLE, Severity.WARNING, shortened(text))
