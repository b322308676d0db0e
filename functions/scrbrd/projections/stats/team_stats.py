"""Computes a team's figures over a season: results, points, net run rate, form.

`team_season_stats/{id}`, computed from contributions and the table rules of competitions
(`competitions/{competitionId}.tableRules`). The writer adds `lastUpdated`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from math import fsum, isfinite
from typing import Any

from scrbrd.domain.errors import BadDocument
from scrbrd.domain.formats import RATE_BALLS
from scrbrd.domain.identifiers import joined_id
from scrbrd.projections.stats.contributions import in_order, rate
from scrbrd.projections.stats.documents import (
    MatchOutcome,
    RunRateFigures,
    Streak,
    TeamMatchStats,
    TeamSeasonStats,
)

RUN_RATE_DECIMALS = 3
POINT_DECIMALS = 6
FORM_MATCHES = 5

LONGEST_PROBLEM = 1_000
"""Characters of `tableRulesProblem`."""


@dataclass(frozen=True, slots=True)
class PointsByOutcome:
    """Points for a match by its outcome; the defaults are those of most leagues.

    `problem` says why the rules of a competition could not be read.
    """

    win: float = 2
    tie: float = 1
    draw: float = 1
    no_result: float = 1
    loss: float = 0
    problem: str | None = None

    def points(self, outcome: str) -> float:
        """Return the points for W, L, T, D or NR."""
        by_outcome = {"W": self.win, "L": self.loss, "T": self.tie, "D": self.draw}
        return by_outcome.get(outcome, self.no_result)


DEFAULT_RULES = PointsByOutcome()
RULE_FIELDS = {
    "win": "win",
    "tie": "tie",
    "draw": "draw",
    "noResult": "no_result",
    "loss": "loss",
}
"""The rule for each field of the document."""


def table_rules(
    document: Mapping[str, Any] | None, competition_id: str | None = None
) -> PointsByOutcome:
    """Return the rules in a competition's `tableRules`; a missing number takes the default.

    Points may be fractions, and negative ones deduct points. Raises BadDocument naming the
    competition (by `competition_id`, else by the document's `id`) and every invalid field.
    """
    document = document or {}
    given = document.get("tableRules")
    where = f"competition {competition_id or document.get('id') or 'without an id'}"
    if given is None:
        return DEFAULT_RULES
    if not isinstance(given, dict):
        raise BadDocument(where, [f"tableRules: is no map of points (got {quoted(given)})"])
    numbers = {name: given[name] for name in RULE_FIELDS if given.get(name) is not None}
    faults = [
        f"tableRules.{name}: is no number of points (got {quoted(value)})"
        for name, value in numbers.items()
        if not is_points(value)
    ]
    if faults:
        raise BadDocument(where, faults)
    return PointsByOutcome(**{RULE_FIELDS[name]: value for name, value in numbers.items()})


def usable_rules(document: Mapping[str, Any] | None, competition_id: str) -> PointsByOutcome:
    """Return the rules in a competition's `tableRules`; if any is invalid, no match brings points.

    A table without points is noticed at once; one that follows half of the rules would not be.
    """
    try:
        return table_rules(document, competition_id)
    except BadDocument as error:
        return PointsByOutcome(0, 0, 0, 0, 0, problem=str(error))


def is_points(value: Any) -> bool:
    """Return True if a value is a finite number; booleans are not."""
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def quoted(value: Any) -> str:
    """Return a value for a message, cut short."""
    return f"{value!r:.40}"


def team_season_documents(
    contributions: Iterable[TeamMatchStats], rules: Mapping[str, PointsByOutcome]
) -> dict[str, TeamSeasonStats]:
    """Return, by document id, the season figures of one team from all its contributions.

    One for each season, and one for each competition in it. Matches without a season are left out.
    `rules` are by competition id; the defaults apply to a competition without rules, and to matches
    outside of competitions.
    """
    groups: dict[tuple[str, str | None], list[TeamMatchStats]] = {}
    for each in in_order(contributions):
        for competition_id in dict.fromkeys((None, each["competitionId"] or None)):
            if each["seasonId"]:
                groups.setdefault((each["seasonId"], competition_id), []).append(each)
    documents = (team_season(*group, matches, rules) for group, matches in groups.items())
    return {document["id"]: document for document in documents}


def team_season(
    season_id: str,
    competition_id: str | None,
    matches: list[TeamMatchStats],
    rules: Mapping[str, PointsByOutcome],
) -> TeamSeasonStats:
    """Return the figures of a team's matches, in order, that share the season.

    A tie that a super over decided is a tie; awarded and conceded matches are won and lost.
    `points` follow the rules of each match's own competition.
    """
    last, outcomes = matches[-1], [each["outcome"] for each in matches]
    ids = [season_id, last["teamId"], *([competition_id] if competition_id else [])]
    counted, problem, credited = Counter(outcomes), rules_problem(matches, rules), run_rate(matches)
    document: TeamSeasonStats = {
        "id": joined_id(*ids),
        "teamId": last["teamId"],
        "seasonId": season_id,
        "matchesPlayed": len(matches),
        "wins": counted["W"],
        "losses": counted["L"],
        "ties": counted["T"],
        "draws": counted["D"],
        "noResults": counted["NR"],
        "points": exact_sum(points(each, rules) for each in matches),
        "runsScored": credited["runsScored"],
        "oversPlayed": credited["oversPlayed"],
        "runsConceded": credited["runsConceded"],
        "oversBowled": credited["oversBowled"],
        "netRunRate": credited["netRunRate"],
        "formGuide": outcomes[: -FORM_MATCHES - 1 : -1],
        "currentStreak": streak(outcomes),
        "lastMatchId": last["matchId"],
    }
    if competition_id:
        document["competitionId"] = competition_id
    if problem is not None:
        document["tableRulesProblem"] = problem
    return document


def points(match: TeamMatchStats, rules: Mapping[str, PointsByOutcome]) -> float:
    """Return the points of one match, by the rules of its competition."""
    return rules.get(match["competitionId"] or "", DEFAULT_RULES).points(match["outcome"])


def exact_sum(numbers: Iterable[float]) -> float:
    """Return the sum to six decimals; integers stay integers.

    So three times 1.1 is 3.3, equal to a single 3.3.
    """
    each = list(numbers)
    if all(isinstance(number, int) for number in each):
        return sum(each)
    return round(fsum(each), POINT_DECIMALS)


def rules_problem(
    matches: Iterable[TeamMatchStats], rules: Mapping[str, PointsByOutcome]
) -> str | None:
    """Return why matches with unreadable rules brought no points; None if there are none."""
    played_in = {match["competitionId"] or "" for match in matches}
    found = sorted({rules[name].problem or "" for name in played_in if name in rules} - {""})
    return "; ".join(found)[:LONGEST_PROBLEM] if found else None


def run_rate(matches: Iterable[TeamMatchStats]) -> RunRateFigures:
    """Return runs and overs as credited, and net run rate: runs per over scored, less those
    conceded.

    Overs are true decimals of six balls in every format (12.5 is twelve and a half). Matches that
    do not count for run rate are excluded. `netRunRate` is null until both sides have faced a ball.
    """
    counting = [each for each in matches if each["countsForRunRate"]]
    scored, played = sum(e["runsScored"] for e in counting), sum(e["ballsPlayed"] for e in counting)
    conceded = sum(each["runsConceded"] for each in counting)
    bowled = sum(each["ballsBowled"] for each in counting)
    lead = scored * bowled - conceded * played  # as whole numbers: divided once, rounded once
    net = rate(lead, played * bowled, RATE_BALLS, RUN_RATE_DECIMALS)
    return {
        "runsScored": scored,
        "oversPlayed": played / RATE_BALLS,
        "runsConceded": conceded,
        "oversBowled": bowled / RATE_BALLS,
        "netRunRate": net,
    }


def streak(outcomes: Iterable[MatchOutcome]) -> Streak | None:
    """Return how often the last outcome came in a row; a no-result neither ends nor extends it.

    None before there is a result.
    """
    newest_first = [each for each in reversed(list(outcomes)) if each != "NR"]
    if not newest_first:
        return None
    kind = newest_first[0]
    return {"type": kind, "count": len(list(takewhile(lambda each: each == kind, newest_first)))}
