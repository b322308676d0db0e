"""Finds errors in the lineups of a match: too many players, two captains, two keepers.

Such a lineup does not prevent scoring. Each Problem names the players, so that the lineup can be
corrected.
"""

from collections.abc import Iterable, Iterator, Sequence

from scrbrd.domain.lineup import Lineup, deciding_lineups, is_in_eleven
from scrbrd.domain.match import Inputs, iso_text
from scrbrd.domain.problems import Problem, ProblemCode, Severity
from scrbrd.domain.vocabulary import TeamId

MOST_NAMED = 10
"""Players named in one message."""

LONGEST_NAME = 40
"""Characters of a name or id in a message."""


def selection_problems(inputs: Inputs, lineups: Iterable[Lineup]) -> tuple[Problem, ...]:
    """Return the Problems of both elevens; a lineup that a confirmed one overrides is ignored.

    A side may have as many confirmed players as its conditions say, one captain, one keeper.
    """
    lineups = list(lineups)
    deciding = deciding_lineups(lineups)
    eleven = [each for each in lineups if is_in_eleven(each, deciding)]
    sides = (inputs.setup.home_team_id, inputs.setup.away_team_id)
    return tuple(
        problem
        for team_id in dict.fromkeys(sides)
        if team_id is not None
        for problem in side_problems(
            inputs, team_id, [each for each in eleven if each.team_id == team_id]
        )
    )


def side_problems(inputs: Inputs, team_id: TeamId, eleven: Sequence[Lineup]) -> Iterator[Problem]:
    """Yield the Problems of one side."""
    team = name_and_id(inputs.team_names.get(team_id), team_id)
    confirmed = sorted(
        (each for each in eleven if each.confirmed_at is not None),
        key=lambda each: (iso_text(each.confirmed_at), each.player_id),
    )
    most = inputs.setup.conditions.players_per_side
    if len(confirmed) > most:
        yield problem(
            inputs,
            ProblemCode.TOO_MANY_PLAYERS,
            f"{team} has {len(confirmed)} confirmed players, {most} may play; confirmed last:"
            f" {list_names(inputs, confirmed[most:])}; name them as substitutes or withdrawn",
        )
    captains = [each for each in eleven if each.is_captain]
    if len(captains) > 1:
        who = list_names(inputs, captains)
        message = f"{team} has {len(captains)} captains: {who}; leave one"
        yield problem(inputs, ProblemCode.TWO_CAPTAINS, message)
    keepers = [each for each in eleven if each.is_wicketkeeper]
    if len(keepers) > 1:
        who = list_names(inputs, keepers)
        message = f"{team} has {len(keepers)} wicketkeepers: {who}; leave one"
        yield problem(inputs, ProblemCode.TWO_KEEPERS, message)


def problem(inputs: Inputs, code: ProblemCode, message: str) -> Problem:
    """Return a Problem of the match's selection; it does not affect the score."""
    return Problem(inputs.setup.match_id, code, Severity.WARNING, message)


def list_names(inputs: Inputs, lineups: Sequence[Lineup]) -> str:
    """Return a list of players by name and id, the first few of many."""
    texts = [
        name_and_id(inputs.player_names.get(each.player_id), each.player_id)
        for each in sorted(lineups, key=lambda each: each.player_id)[:MOST_NAMED]
    ]
    more = f" and {len(lineups) - MOST_NAMED} more" if len(lineups) > MOST_NAMED else ""
    return ", ".join(texts) + more


def name_and_id(name: str | None, name_id: str) -> str:
    """Return a name followed by the id, or the id alone; both cut short."""
    cut = name_id[:LONGEST_NAME]
    return f"{name[:LONGEST_NAME]} ({cut})" if name else cut
