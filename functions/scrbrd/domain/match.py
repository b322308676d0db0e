"""Reads the match document and makes the inputs of the fold and the projections from it.

`matches/{matchId}` and `matches/{matchId}/lineups/{teamId}_{playerId}` hold what people decide in
addition to the log. Does not know how a score is computed from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from scrbrd.domain.actions import Overs, Player, Powerplays, Team
from scrbrd.domain.document import (
    FIRST_YEAR,
    LAST_YEAR,
    Document,
    Flag,
    Line,
    Moment,
    Plain,
    Runs,
    Text,
    Whole,
    read_document,
)
from scrbrd.domain.formats import FORMATS, PlayingConditions, edition_in_force
from scrbrd.domain.lineup import Lineup, batting_order, deciding_lineups, is_in_eleven, player_names
from scrbrd.domain.state import Setup
from scrbrd.domain.vocabulary import (
    LawsEdition,
    LineupRole,
    MatchFormat,
    MatchId,
    MatchStatus,
    Outcome,
    PlayerId,
    RainMethod,
    ScoredBy,
    TeamId,
    TossDecision,
    ValidationTier,
)

UNKNOWN_TEAM = TeamId("?")
"""Stands for a side that a match document does not name."""

LONGEST_NAME_BYTES = 200


class Conditions(Document):
    """The playing conditions that a match sets itself; None: as its format has it."""

    balls_per_over: Annotated[int, Field(strict=True, ge=1, le=20)] | None = None
    overs_per_innings: Overs | None = None
    innings_per_side: Annotated[int, Field(strict=True, ge=1, le=2)] | None = None
    players_per_side: Annotated[int, Field(strict=True, ge=2, le=30)] | None = None
    no_ball_runs: Runs | None = None
    wide_runs: Runs | None = None
    free_hit: Flag | None = None
    max_overs_per_bowler: Overs | None = None
    powerplays: Powerplays | None = None
    last_man_stands: Flag | None = None
    laws_edition: LawsEdition | None = None
    grace_minutes: Whole | None = None
    minimum_overs: Overs | None = None
    g50: Annotated[int, Field(strict=True, ge=1, le=999)] | None = None
    rain_method: RainMethod | None = None
    follow_on_lead: Annotated[int, Field(strict=True, ge=1, le=999)] | None = None


class Toss(Document):
    """Who won the toss and what they chose."""

    winner_team_id: Team
    decision: TossDecision


class Awards(Document):
    """What was awarded after the match."""

    player_of_match_ids: Annotated[tuple[Player, ...], Field(max_length=30)] = ()


class Margin(Document):
    """By how much a match was won; the functions write it."""

    runs: Whole | None = None
    wickets: Whole | None = None
    innings: Whole | None = None


class MatchResult(Document):
    """The result as the match document holds it; the functions write it at transitions."""

    outcome: Outcome
    winner_team_id: Team | None = None
    by: Margin | None = None
    method: Text | None = None
    text: Text = ""


class LastCompletion(Document):
    """The time of the match's last completion, and the action of the log that completed it.

    `action_id` is the action that completed it, or the one that this action corrects. It is kept
    while the match is open again, so that an end that is undone and redone, or recorded again
    within the grace period, starts no new period.
    """

    action_id: Text
    at: Moment


def readable_completion(value: Any) -> Any:
    """Return the value if it can be read, else None, so that the functions write it again."""
    try:
        return None if value is None else LastCompletion.model_validate(value)
    except ValidationError:
        return None


class SourceFacts(Document):
    """Facts from the file a match was imported from that no other field of the match holds.

    No score needs them. `facts` are those of the match as a whole (city, officials, dates), `rest`
    is JSON text of everything else needed to write the file again.
    """

    name: Line
    facts: Plain = None
    rest: Annotated[str, Field(strict=True, max_length=400_000)] | None = None


class Match(Document):
    """`matches/{matchId}`: metadata only, never a score."""

    home_team_id: Team
    away_team_id: Team
    home_team_name: Text | None = None
    away_team_name: Text | None = None
    season_id: Text | None = None
    competition_id: Text | None = None
    counts_for: Text | None = None
    accepted_by: Text | None = None
    accepted_at: Moment | None = None
    format: MatchFormat = MatchFormat.CUSTOM
    conditions: Conditions = Conditions()
    venue: Text | None = None
    scheduled_at: Moment | None = None
    toss: Toss | None = None
    validation_tier: ValidationTier = ValidationTier.HONOR
    scored_by: ScoredBy = ScoredBy.SCORERS
    awards: Awards | None = None
    attribution: Annotated[str, Field(strict=True, max_length=500)] | None = None
    source_facts: SourceFacts | None = None
    status: MatchStatus = MatchStatus.SCHEDULED
    result: MatchResult | None = None
    completed_at: Moment | None = None
    last_completion: Annotated[LastCompletion | None, BeforeValidator(readable_completion)] = None
    locked_at: Moment | None = None
    locked_by: Text | None = None
    created_by: Text | None = None
    created_at: Moment | None = None
    updated_at: Moment | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """All inputs of a projection in addition to the log: the fold's setup, names, and more.

    `played_at` is the match's `scheduledAt` as ISO text: it orders the matches of a season.
    `competition_id` is the one that the match counts in. `is_accepted`: it counts for the away side
    too. `counts_without_lineup`: it counts also for players who are named only in the log.
    """

    setup: Setup
    team_names: Mapping[TeamId, str] = field(default_factory=dict)
    player_names: Mapping[PlayerId, str] = field(default_factory=dict)
    eleven_ids: Mapping[TeamId, tuple[PlayerId, ...]] = field(default_factory=dict)
    match_date: date | None = None
    format: MatchFormat = MatchFormat.CUSTOM
    season_id: str | None = None
    competition_id: str | None = None
    venue: str | None = None
    attribution: str | None = None
    played_at: str = ""
    player_of_match_ids: tuple[PlayerId, ...] = ()
    is_accepted: bool = True
    counts_without_lineup: bool = True

    @property
    def keeper_ids(self) -> frozenset[PlayerId]:
        """The wicketkeepers, by the lineups."""
        return self.setup.keeper_ids

    @property
    def is_friendly(self) -> bool:
        """Whether the match counts in no competition."""
        return not self.competition_id

    def player_name(self, player_id: PlayerId) -> str:
        """Return the player's name from the lineup, or the id where no lineup has a name."""
        return self.player_names.get(player_id) or player_id

    def team_name(self, team_id: TeamId | None) -> str:
        """Return the side's name from the match document, or its id."""
        return "" if team_id is None else self.team_names.get(team_id) or team_id


def read_match(match_id: str, data: dict[str, Any]) -> Match:
    """Read a match document. Raises BadDocument naming the match and the field."""
    return read_document(Match, data, f"match {match_id}")


def read_lineup(match_id: str, lineup_id: str, data: dict[str, Any]) -> Lineup:
    """Read a lineup document. Raises BadDocument naming the match, the lineup and the field."""
    return read_document(Lineup, data, f"match {match_id}, lineup {lineup_id}")


def conditions_of(match: Match) -> PlayingConditions:
    """Return the format's conditions with the match's own over them.

    The edition of the Laws follows from the match's date.
    """
    given = match.conditions.model_dump(exclude_none=True, exclude={"powerplays"})
    if match.conditions.powerplays is not None:
        given["powerplays"] = match.conditions.powerplays
    given.setdefault("laws_edition", edition_in_force(day_of(match.scheduled_at)))
    return replace(FORMATS[match.format], **given)


def day_of(moment: Moment | None) -> date | None:
    """Return the day of a timestamp or ISO string; None where it is missing or no date."""
    try:
        day = date.fromisoformat(moment[:10]) if isinstance(moment, str) else moment
    except ValueError:
        return None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return day.date() if isinstance(day, datetime) else day


def iso_text(moment: Moment | None) -> str:
    """Return a time as ISO text in UTC, which sorts by time; an empty text for None.

    A text without a zone, or one that is no time, is returned as it is.
    """
    if isinstance(moment, str):
        try:
            time = datetime.fromisoformat(moment)
        except ValueError:
            return moment
        if time.tzinfo is None:
            return moment
        moment = time
    return "" if moment is None else moment.astimezone(UTC).isoformat()


def is_entered(match: Match) -> bool:
    """Return whether a match counts in its competition.

    It does if its owner entered it, or no app created it.
    """
    is_confirmed = match.created_by is None or match.counts_for == match.competition_id
    return bool(match.competition_id) and is_confirmed


def is_accepted(match: Match) -> bool:
    """Return whether a match counts for the away side.

    It does if that side accepted it, or no app created it.
    """
    return match.created_by is None or match.accepted_at is not None


def inputs_of(
    match_id: MatchId | str,
    match: Match,
    lineups: Iterable[Lineup],
    person_names: Mapping[PlayerId, str] | None = None,
) -> Inputs:
    """Return the inputs of fold and projections, from a match document and its lineups.

    `person_names` are the names that people chose themselves; for others the lineup's name is used.
    """
    lineups = sorted(lineups, key=batting_order)
    deciding = deciding_lineups(lineups)
    names_of_players = player_names(lineups, deciding) | dict(person_names or {})
    sides = match.home_team_id, match.away_team_id
    team_names = {
        match.home_team_id: match.home_team_name,
        match.away_team_id: match.away_team_name,
    }
    eleven = [each for each in lineups if is_in_eleven(each, deciding)]
    counts_for_both = is_entered(match) and is_accepted(match)
    return Inputs(
        setup=Setup(
            match_id=str(match_id),
            home_team_id=None if sides[0] == UNKNOWN_TEAM else sides[0],
            away_team_id=None if sides[1] == UNKNOWN_TEAM else sides[1],
            conditions=conditions_of(match),
            toss_winner_id=match.toss.winner_team_id if match.toss else None,
            toss_decision=match.toss.decision if match.toss else None,
            sides={player_id: each.team_id for player_id, each in deciding.items()},
            keeper_ids=frozenset(
                player_id for player_id, each in deciding.items() if each.is_wicketkeeper
            ),
            substitute_ids=frozenset(
                player_id
                for player_id, each in deciding.items()
                if each.role is LineupRole.SUBSTITUTE
            ),
        ),
        team_names={team: shorten_name(name) for team, name in team_names.items() if name},
        player_names={
            player_id: shorten_name(name) for player_id, name in names_of_players.items()
        },
        eleven_ids={
            team: tuple(each.player_id for each in eleven if each.team_id == team)
            for team in team_names
        },
        match_date=day_of(match.scheduled_at),
        format=match.format,
        season_id=match.season_id,
        competition_id=match.competition_id if is_entered(match) else None,
        venue=match.venue,
        attribution=match.attribution,
        played_at=iso_text(match.scheduled_at),
        player_of_match_ids=match.awards.player_of_match_ids if match.awards else (),
        is_accepted=is_accepted(match),
        counts_without_lineup=match.created_by is None or counts_for_both,
    )


def shorten_name(name: str) -> str:
    """Return a name, cut where it is too long for a score with many names."""
    if len(name) * 4 <= LONGEST_NAME_BYTES:
        return name
    return name.encode()[:LONGEST_NAME_BYTES].decode("utf-8", "ignore")


def inputs_without_match(match_id: str) -> Inputs:
    """Return the inputs of a match whose document cannot be read: the Laws, and ids as names."""
    return Inputs(setup=Setup(match_id=match_id))
