"""Suggests a player of the match: reproducible points, with reasons.

Only a suggestion: people make the award (`awards.playerOfMatchIds` of the match document). Super
overs do not count.

    a run off the bat             1
    a wicket of the bowler's     20
    a catch, stumping, run-out    8 to each fielder named (substitutes excluded)
    limited overs only            1 for each run scored above, or conceded below, the match's
                                  average for as many balls; -1 for each run the other way
    on the winning side           a quarter more
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from scrbrd.domain.match import Inputs
from scrbrd.domain.state import Batter, Bowler, Dismissal, Innings, MatchState
from scrbrd.domain.vocabulary import PlayerId, TeamId, WicketType
from scrbrd.projections.archive.documents import ArchiveCase, ArchivePlayerOfMatch
from scrbrd.projections.wording import UNKNOWN_SUBSTITUTE, count_text

WICKET_POINTS, FIELDING_POINTS = 20, 8
WINNING_FACTOR = 1.25
RUNNERS_UP = 2
"""Number of players named after the suggested one."""

FIELDING_NOUNS = {
    WicketType.CAUGHT: "catch",
    WicketType.STUMPED: "stumping",
    WicketType.RUN_OUT: "run-out",
}
PLURALS = {"catch": "catches"}


@dataclass(slots=True)
class Case:
    """The case for one player: points, and a sentence for each part of them."""

    player_id: PlayerId
    team_id: TeamId | None
    points: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def add(self, points: float, reason: str) -> None:
        """Add points with a reason; the sentence includes the points."""
        self.points += points
        self.reasons.append(f"{reason}: {points:+.1f}")


@dataclass(frozen=True, slots=True)
class Tempo:
    """Average runs off the bat per ball faced, and runs conceded per legal ball.

    `counts` is False if overs are not limited, because there a slow innings costs nothing.
    """

    scored: float
    conceded: float
    counts: bool

    @classmethod
    def of(cls, state: MatchState) -> "Tempo":
        """Return the averages of a match."""
        played = state.main_innings
        batters = [each for innings in played for each in innings.batters.values()]
        bowlers = [each for innings in played for each in innings.bowlers.values()]
        return cls(
            ratio(sum(each.runs for each in batters), sum(each.balls_faced for each in batters)),
            ratio(
                sum(each.runs_conceded for each in bowlers),
                sum(each.balls_bowled for each in bowlers),
            ),
            state.setup.conditions.overs_per_innings is not None,
        )


def ratio(part: int, whole: int) -> float:
    """Return `part` divided by `whole`; 0 if `whole` is 0."""
    return part / whole if whole else 0.0


def player_of_match(state: MatchState, inputs: Inputs) -> ArchivePlayerOfMatch:
    """Return the player suggested by the figures, the runners-up, and the players awarded by
    people.
    """
    ranked = [case for case in ranking(state) if case.points > 0]
    return {
        "suggestion": case_document(ranked[0], inputs) if ranked else None,
        "runnersUp": [case_document(case, inputs) for case in ranked[1 : 1 + RUNNERS_UP]],
        "awarded": [
            {"playerId": player_id, "playerName": inputs.player_name(player_id)}
            for player_id in inputs.player_of_match_ids
        ],
    }


def case_document(case: Case, inputs: Inputs) -> ArchiveCase:
    """Return a case in the form that the document has."""
    return {
        "playerId": case.player_id,
        "playerName": inputs.player_name(case.player_id),
        "teamId": case.team_id,
        "teamName": inputs.team_name(case.team_id),
        "points": round(case.points, 1),
        "reasons": list(case.reasons),
    }


def ranking(state: MatchState) -> list[Case]:
    """Return the cases of all players with a contribution, most points first; ties by player id."""
    cases: dict[PlayerId, Case] = {}
    tempo = Tempo.of(state)
    for innings in state.main_innings:
        for batter in innings.batters.values():
            add_batting(case_of(cases, batter.player_id, innings.batting_team_id), batter, tempo)
        for bowler in innings.bowlers.values():
            add_bowling(case_of(cases, bowler.player_id, innings.bowling_team_id), bowler, tempo)
    for player_id, team_id, dismissals in fielders(state.main_innings):
        add_fielding(case_of(cases, player_id, team_id), dismissals)
    for case in cases.values():
        add_winning_bonus(case, state)
    return sorted(cases.values(), key=lambda case: (-round(case.points, 6), case.player_id))


def case_of(cases: dict[PlayerId, Case], player_id: PlayerId, team_id: TeamId | None) -> Case:
    """Return a player's case; it is created if missing."""
    return cases.setdefault(player_id, Case(player_id, team_id))


def add_batting(case: Case, batter: Batter, tempo: Tempo) -> None:
    """Add points for an innings with the bat."""
    if not batter.balls_faced:
        return
    balls = count_text(batter.balls_faced, "ball")
    case.add(batter.runs, f"{count_text(batter.runs, 'run')} off {balls}")
    if tempo.counts:
        average = tempo.scored * batter.balls_faced
        case.add(batter.runs - average, f"the match's average for {balls} is {average:.1f} runs")


def add_bowling(case: Case, bowler: Bowler, tempo: Tempo) -> None:
    """Add points for an innings with the ball."""
    balls = count_text(bowler.balls_bowled, "ball")
    if bowler.wickets:
        figures = f"{bowler.wickets}/{bowler.runs_conceded}"
        case.add(
            WICKET_POINTS * bowler.wickets, f"{count_text(bowler.wickets, 'wicket')} ({figures})"
        )
    if tempo.counts and bowler.balls_bowled:
        average = tempo.conceded * bowler.balls_bowled
        conceded = f"{count_text(bowler.runs_conceded, 'run')} conceded off {balls}"
        case.add(average - bowler.runs_conceded, f"{conceded}, where the average is {average:.1f}")


def add_fielding(case: Case, dismissals: dict[str, int]) -> None:
    """Add points for fielding."""
    for kind, number in dismissals.items():
        named = f"1 {kind}" if number == 1 else f"{number} {PLURALS.get(kind, f'{kind}s')}"
        case.add(FIELDING_POINTS * number, named)


def add_winning_bonus(case: Case, state: MatchState) -> None:
    """Add a quarter to the points of players on the winning side."""
    winner_id = state.result.winner_team_id if state.result else None
    if winner_id is not None and winner_id == case.team_id and case.points > 0:
        case.add((WINNING_FACTOR - 1) * case.points, "on the winning side, a quarter more")


def fielders(
    played: Iterable[Innings],
) -> Iterator[tuple[PlayerId, TeamId | None, dict[str, int]]]:
    """Yield every fielder named in dismissals, with the number of each kind.

    Substitutes are excluded.
    """
    found: dict[PlayerId, tuple[TeamId | None, dict[str, int]]] = {}
    for innings in played:
        for batter in innings.batters.values():
            for player_id, kind in fielding_credits(batter.dismissal):
                _, kinds = found.setdefault(player_id, (innings.bowling_team_id, {}))
                kinds[kind] = kinds.get(kind, 0) + 1
    for player_id, (team_id, kinds) in found.items():
        yield player_id, team_id, kinds


def fielding_credits(dismissal: Dismissal | None) -> Iterator[tuple[PlayerId, str]]:
    """Yield the fielders of one dismissal and its kind; a player named twice counts once."""
    kind = FIELDING_NOUNS.get(dismissal.type) if dismissal is not None else None
    if dismissal is None or kind is None:
        return
    for player_id in dict.fromkeys(dismissal.fielder_ids):
        if player_id not in dismissal.substitute_ids and player_id != UNKNOWN_SUBSTITUTE:
            yield player_id, kind
