"""Collects the old documents of one match and the people who took part in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from admin.whole import read_whole, stream_whole
from migrate import places
from migrate.engine.copies import OldDocuments
from migrate.engine.replace_ids import renamed_fields, with_ids
from migrate.engine.run_context import RunContext
from migrate.log.old_match import OldMatch
from migrate.old.containers import parse_nested_json, unread_names
from migrate.old.histories import find_histories
from migrate.old.match_fields import plain_name
from migrate.old.values import MappedId, first_of, id_of, is_empty, person_by_email_or_name
from migrate.people.in_force import doubt_of
from migrate.people.old import unread_role_fields
from migrate.selection.old import SideSelection, read_selections
from scrbrd.adapters import codec, paths
from scrbrd.domain.match import Inputs
from scrbrd.domain.vocabulary import MatchRole

SCORER_ROLES = {
    "home": MatchRole.SCORER_HOME,
    "away": MatchRole.SCORER_AWAY,
    "neutral": MatchRole.SCORER_NEUTRAL,
}


def gather_old_match(context: RunContext, match_id: str, old: OldDocuments) -> OldMatch:
    """Return a match as the conversion of its balls needs it."""
    match, score = old.fields(places.MATCH_COPY), old.fields(places.SCORE_COPY)
    known = inputs_by_id(context, match_id)
    scorers = [each for each in scorers_of(match.get("scorer")) if each[0] is not None]
    by, role = scorers[0] if len(scorers) == 1 else (None, None)
    sides = sides_of(match, old)
    return OldMatch(
        match_id,
        match,
        score,
        find_histories(
            {places.SCORE_COPY: score, places.MATCH_COPY: match}, without_totals=projections(old)
        ),
        known,
        {str(player): str(team) for player, team in known.setup.sides.items()} | sides,
        {*context.people, *sides, *known.setup.sides} if context.people else (),
        context.person(by),
        role,
        set_aside=context.options.set_aside_of(paths.match(match_id)),
        team_names={
            team: context.teams[team]
            for team in teams_of(match).values()
            if team is not None and context.teams.get(team)
        },
    )


def inputs_by_id(context: RunContext, match_id: str) -> Inputs:
    """Return the current match document and lineups as inputs of the fold, with valid ids
    throughout."""
    match = read_whole(context.client, paths.match(match_id)).to_dict()
    lineups = stream_whole(context.client, context.client.collection(paths.lineups(match_id)))
    named = {snap.id: with_ids(snap.to_dict() or {}) for snap in lineups}
    return codec.cached_inputs(
        match_id, None if match is None else match | renamed_fields(match), named
    ).inputs


def projections(old: OldDocuments) -> frozenset[str]:
    """Return the documents whose totals were already written by the functions: they prove
    nothing."""
    score = old.fields(places.SCORE_COPY)
    is_ours = "lastActionId" in score and "version" in score
    return frozenset({places.SCORE_COPY}) if is_ours else frozenset()


def selections_of(old: OldDocuments) -> Iterator[SideSelection]:
    """Yield the selections of a match, those of its own document first."""
    yield from read_selections(places.MATCH_COPY, old.fields(places.MATCH_COPY))
    for each in old.procedures():
        yield from read_selections(each.path, each.fields)


def teams_of(match: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the team ids of both sides, by `home` and `away`."""
    return {"home": id_of(match.get("homeTeamId")), "away": id_of(match.get("awayTeamId"))}


def unnamed_teams(context: RunContext, match: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each side without a name in the match document and in the team's
    document."""
    for side, team in teams_of(match).items():
        if team is None or team in context.teams or plain_name(match.get(f"{side}TeamName")):
            continue
        name = team.text if isinstance(team, MappedId) else team
        yield (
            f"{side}TeamId: nothing says how {name} is called, and there is no team {name}; cards"
            f" show the id until {side}TeamName is in the match document"
        )


def sides_of(match: Mapping[str, Any], old: OldDocuments) -> dict[str, str]:
    """Return the team of each selected player."""
    teams = teams_of(match)
    return {
        player: team
        for each in selections_of(old)
        if (team := teams.get(each.side)) is not None
        for player in (*each.eleven_ids, *each.reserve_ids)
    }


def scorers_of(value: Any) -> Iterator[tuple[str | None, str]]:
    """Yield (person, role) of `match.scorer`: one person, several, or one for each side.

    (None, role) is yielded once for the whole field if something in it names nobody, cannot be
    read, or says that it is not in force.
    """
    value = parse_nested_json(value)
    found = [each for each in scorer_entries(value) if not is_empty(each[0])]
    named = [
        (None if doubt_of(entry) else person_by_email_or_name(entry), role) for entry, role in found
    ]
    yield from (each for each in named if each[0] is not None)
    if any(person is None for person, _ in named) or is_more_than_read(value):
        yield None, str(MatchRole.SCORER_NEUTRAL)


def is_more_than_read(value: Any) -> bool:
    """Return True if `match.scorer` has fields with content that may name somebody else and are not
    read.

    Those are all fields other than the sides', and any in a person's map that may name another
    person.
    """
    if isinstance(value, Mapping) and set(value) & set(SCORER_ROLES):
        return any(True for _ in unread_names(value, SCORER_ROLES))
    entries = value if isinstance(value, list) else [value]
    return any(True for each in entries for _ in unread_role_fields(each, ""))


def scorer_entries(value: Any) -> Iterator[tuple[Any, str]]:
    """Yield the entries of `match.scorer`, each with the role of its side."""
    if isinstance(value, Mapping) and set(value) & set(SCORER_ROLES):
        yield from ((value.get(side), str(role)) for side, role in SCORER_ROLES.items())
        return
    for each in value if isinstance(value, list | tuple) else [value]:
        side = first_of(each, ("side", "team")) if isinstance(each, Mapping) else None
        yield each, str(SCORER_ROLES.get(str(side).lower(), MatchRole.SCORER_NEUTRAL))
