"""Suggests a player of the match: points that anybody can count again, with reasons.

A suggestion only: the award is people's (`awards.playerOfMatchIds` of the match document). Super
overs do not count.

    a run off the bat             1
    a wicket of the bowler's     20
    a catch, stumping, run-out    8 to each fielder named (substitutes excluded)
    limited overs only            1 for each run made above, or conceded below, what the match's
                                  average gives for as many balls; less for the reverse
    on the winning side           a quarter more
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from scrbrd.domain.match import Inputs
from scrbrd.domain.state import Batter, Bowler, Dismissal, Innings, MatchState
from scrbrd.domain.vocabulary import PlayerId, TeamId, WicketType
from scrbrd.projections.archive.documents import ArchiveCase, ArchivePlayerOfMatch
from scrbrd.projections.wording import UNKNOWN_SUBSTITUTE, counted

A_WICKET, A_DISMISSAL = 20, 8
FOR_THE_WINNERS = 1.25
RUNNERS_UP = 2
"""How many are named behind the one suggested."""

FIELDED = {
    WicketType.CAUGHT: "catch",
    WicketType.STUMPED: "stumping",
    WicketType.RUN_OUT: "run-out",
}
PLURALS = {"catch": "catches"}


@dataclass(slots=True)
class Case:
    """What speaks for one player: points, and a sentence for each lot of them."""

    player_id: PlayerId
    team_id: TeamId | None
    points: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def add(self, points: float, reason: str) -> None:
        """Count a reason, with its points in the sentence."""
        self.points += points
        self.reasons.append(f"{reason}: {points:+.1f}")


@dataclass(frozen=True, slots=True)
class Tempo:
    """Runs off the bat for a ball faced, and conceded for a legal ball; 0 where overs are not
    limited, since there a slow innings costs nothing."""

    scored: float
    conceded: float
    counts: bool

    @classmethod
    def of(cls, state: MatchState) -> "Tempo":
        """The averages of a match."""
        played = state.main_innings
        batters = [each for innings in played for each in innings.batters.values()]
        bowlers = [each for innings in played for each in innings.bowlers.values()]
        return cls(
            per(sum(each.runs for each in batters), sum(each.balls_faced for each in batters)),
            per(
                sum(each.runs_conceded for each in bowlers),
                sum(each.balls_bowled for each in bowlers),
            ),
            state.setup.conditions.overs_per_innings is not None,
        )


def per(part: int, whole: int) -> float:
    """`part` for each of `whole`; 0 where there is none."""
    return part / whole if whole else 0.0


def player_of_match(state: MatchState, inputs: Inputs) -> ArchivePlayerOfMatch:
    """Whom the figures suggest, those behind, and whom people awarded it to."""
    ranked = [case for case in ranking(state) if case.points > 0]
    return {
        "suggestion": shown(ranked[0], inputs) if ranked else None,
        "runnersUp": [shown(case, inputs) for case in ranked[1 : 1 + RUNNERS_UP]],
        "awarded": [
            {"playerId": player_id, "playerName": inputs.player_name(player_id)}
            for player_id in inputs.player_of_match_ids
        ],
    }


def shown(case: Case, inputs: Inputs) -> ArchiveCase:
    """A case as the document has it."""
    return {
        "playerId": case.player_id,
        "playerName": inputs.player_name(case.player_id),
        "teamId": case.team_id,
        "teamName": inputs.team_name(case.team_id),
        "points": round(case.points, 1),
        "reasons": list(case.reasons),
    }


def ranking(state: MatchState) -> list[Case]:
    """Everybody who did something, most points first; by id where they are equal."""
    cases: dict[PlayerId, Case] = {}
    tempo = Tempo.of(state)
    for innings in state.main_innings:
        for batter in innings.batters.values():
            bat(case_of(cases, batter.player_id, innings.batting_team_id), batter, tempo)
        for bowler in innings.bowlers.values():
            bowl(case_of(cases, bowler.player_id, innings.bowling_team_id), bowler, tempo)
    for player_id, team_id, dismissals in fielders(state.main_innings):
        field_for(case_of(cases, player_id, team_id), dismissals)
    for case in cases.values():
        win(case, state)
    return sorted(cases.values(), key=lambda case: (-round(case.points, 6), case.player_id))


def case_of(cases: dict[PlayerId, Case], player_id: PlayerId, team_id: TeamId | None) -> Case:
    """A player's case, opened where there is none."""
    return cases.setdefault(player_id, Case(player_id, team_id))


def bat(case: Case, batter: Batter, tempo: Tempo) -> None:
    """Count an innings with the bat."""
    if not batter.balls_faced:
        return
    balls = counted(batter.balls_faced, "ball")
    case.add(batter.runs, f"{counted(batter.runs, 'run')} off {balls}")
    if tempo.counts:
        usual = tempo.scored * batter.balls_faced
        case.add(batter.runs - usual, f"the match's average for {balls} is {usual:.1f} runs")


def bowl(case: Case, bowler: Bowler, tempo: Tempo) -> None:
    """Count an innings with the ball."""
    balls = counted(bowler.balls_bowled, "ball")
    if bowler.wickets:
        figures = f"{bowler.wickets}/{bowler.runs_conceded}"
        case.add(A_WICKET * bowler.wickets, f"{counted(bowler.wickets, 'wicket')} ({figures})")
    if tempo.counts and bowler.balls_bowled:
        usual = tempo.conceded * bowler.balls_bowled
        conceded = f"{counted(bowler.runs_conceded, 'run')} conceded off {balls}"
        case.add(usual - bowler.runs_conceded, f"{conceded}, where the average is {usual:.1f}")


def field_for(case: Case, dismissals: dict[str, int]) -> None:
    """Count what a player did in the field."""
    for kind, number in dismissals.items():
        named = f"1 {kind}" if number == 1 else f"{number} {PLURALS.get(kind, f'{kind}s')}"
        case.add(A_DISMISSAL * number, named)


def win(case: Case, state: MatchState) -> None:
    """Give the winners a quarter more."""
    winner_id = state.result.winner_team_id if state.result else None
    if winner_id is not None and winner_id == case.team_id and case.points > 0:
        case.add((FOR_THE_WINNERS - 1) * case.points, "on the winning side, a quarter more")


def fielders(
    played: Iterable[Innings],
) -> Iterator[tuple[PlayerId, TeamId | None, dict[str, int]]]:
    """Everybody named in dismissals, with how many of each kind; substitutes are not."""
    found: dict[PlayerId, tuple[TeamId | None, dict[str, int]]] = {}
    for innings in played:
        for batter in innings.batters.values():
            for player_id, kind in fielded(batter.dismissal):
                _, kinds = found.setdefault(player_id, (innings.bowling_team_id, {}))
                kinds[kind] = kinds.get(kind, 0) + 1
    for player_id, (team_id, kinds) in found.items():
        yield player_id, team_id, kinds


def fielded(dismissal: Dismissal | None) -> Iterator[tuple[PlayerId, str]]:
    """The fielders of one dismissal, with what each did; a player named twice counts once."""
    kind = FIELDED.get(dismissal.type) if dismissal is not None else None
    if dismissal is None or kind is None:
        return
    for player_id in dict.fromkeys(dismissal.fielder_ids):
        if player_id not in dismissal.substitute_ids and player_id != UNKNOWN_SUBSTITUTE:
            yield player_id, kind
