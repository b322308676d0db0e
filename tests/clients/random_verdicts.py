"""Draws random logs, legal and junk, with random actions to judge at each of their places."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pydantic.alias_generators import to_camel

from scrbrd.domain.actions import Action, Delivery, action_id, read_action
from scrbrd.domain.effective import LogEntry, effective_log
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.fold import apply
from scrbrd.domain.formats import PlayingConditions
from scrbrd.domain.json_types import Json
from scrbrd.domain.state import MatchState, Setup
from scrbrd.domain.verdicts.judge import judge
from scrbrd.domain.verdicts.model import Verdict
from scrbrd.domain.vocabulary import ActionType, LawsEdition, PlayerId, WicketType
from tests.domain.junk import JUNK, SETUPS
from tests.domain.notation import AWAY, HOME, MATCH
from tests.domain.strategies import legal_logs
from tests.domain.verdicts.vectors import documents

SEED = 17
PROBES = 6
"""Number of random actions that are judged at each place of a log."""
EXTRAS = ("wide", "noBall", "bye", "legBye", "penalty")
CLAUSES = (None, None, None, "5 runs, 41.5.3", "18.5", "21.3", "41.3", "41.7.6", "17.3.2", "24.4",
           "38.3.1", "18.4")  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A log with its setup, and random actions to judge at the place of each effective action.

    The last ones are judged after the whole log.
    """

    setup: Setup
    entries: Sequence[LogEntry]
    probes: Mapping[int, Sequence[Json]]

    @property
    def document(self) -> Json:
        """The case in the form that Node reads."""
        probes = {str(index): each for index, each in self.probes.items()}
        return {"setup": setup_fields(self.setup), "log": documents(self.entries), "probes": probes}


def setup_fields(setup: Setup) -> Json:
    """Return a setup in TypeScript's form, with sets as lists."""
    return {
        "matchId": setup.match_id,
        "homeTeamId": setup.home_team_id,
        "awayTeamId": setup.away_team_id,
        "conditions": conditions_fields(setup.conditions),
        "tossWinnerId": setup.toss_winner_id,
        "tossDecision": setup.toss_decision,
        "sides": dict(setup.sides),
        "keeperIds": sorted(setup.keeper_ids),
        "substituteIds": sorted(setup.substitute_ids),
    }


def conditions_fields(conditions: PlayingConditions) -> Json:
    """Return all playing conditions in TypeScript's form."""
    named = {to_camel(each.name): getattr(conditions, each.name) for each in fields(conditions)}
    spans = [each.model_dump(mode="json", by_alias=True) for each in conditions.powerplays]
    return named | {"powerplays": spans}


def random_cases(count: int) -> list[Case]:
    """Return a number of cases, the same in every run: two of legal logs for one of junk."""
    chance = random.Random(SEED)
    drawn = draw(
        st.one_of(legal_setups_and_logs(), legal_setups_and_logs(), st.tuples(SETUPS, JUNK)), count
    )
    return [case_of(setup, entries, chance) for setup, entries in drawn]


def legal_setups_and_logs() -> st.SearchStrategy[tuple[Setup, Sequence[LogEntry]]]:
    """Return a strategy for setups and legal logs as scorers wrote them."""
    return legal_logs().map(lambda log: (log.setup, log.messy))


def draw(strategy: st.SearchStrategy[Any], count: int) -> list[tuple[Setup, Sequence[LogEntry]]]:
    """Return the first examples with an effective action, without unreadable entries."""
    found: list[tuple[Setup, Sequence[LogEntry]]] = []

    @settings(max_examples=3 * count, derandomize=True, database=None, phases=[Phase.generate])
    @given(strategy)
    def keep(pair: tuple[Setup, Sequence[LogEntry]]) -> None:
        setup, entries = pair[0], [each for each in pair[1] if isinstance(each, Action)]
        if len(found) < count and effective_log(entries).actions:
            found.append((setup, entries))

    keep()
    return found


def case_of(setup: Setup, entries: Sequence[LogEntry], chance: random.Random) -> Case:
    """Return a log with probes at each of its places, and its setup with random changes."""
    actions = effective_log(entries).actions
    players = players_of(actions)
    probes = {
        index: list(probes_at(action, actions, players, chance))
        for index, action in enumerate((*actions, actions[-1]))
    }
    return Case(random_setup(setup, players, chance), entries, probes)


def players_of(actions: Sequence[Action]) -> list[PlayerId]:
    """Return the players named by the balls of a log, and an unknown one."""
    balls = [each for each in actions if isinstance(each, Delivery)]
    named = {each for ball in balls for each in (ball.striker_id, ball.non_striker_id)}
    return [*sorted({*named, *(ball.bowler_id for ball in balls)} - {""}), PlayerId("stranger")]


def random_setup(setup: Setup, players: Sequence[PlayerId], chance: random.Random) -> Setup:
    """Return a setup with a random edition, and sometimes lineups, keepers and substitutes."""
    keepers = frozenset(chance.sample(players, k=min(2, len(players))))
    conditions = replace(
        setup.conditions,
        laws_edition=chance.choice(list(LawsEdition)),
        wide_runs=chance.choice((1, 1, 2)),
        max_overs_per_bowler=chance.choice((setup.conditions.max_overs_per_bowler, 1)),
    )
    sides = {each: HOME if each.startswith("home") else AWAY for each in players[:-1]}
    return replace(
        setup,
        conditions=conditions,
        sides=chance.choice((setup.sides, sides)),
        keeper_ids=keepers,
        substitute_ids=keepers - {players[0]},
    )


def probes_at(
    action: Action, actions: Sequence[Action], players: Sequence[str], chance: random.Random
) -> Iterator[Json]:
    """Yield readable actions for the place of another, of another kind or with random changes."""
    [own_document] = documents([action])
    for _ in range(PROBES):
        [other_document] = documents([chance.choice(actions)])
        number = action.innings_number + chance.choice((0, 0, 0, 0, 0, 1, 1, 2, -1))
        kind = chance.choice((own_document, other_document, random_fact(players, chance)))
        probe = {**kind, **(random_changes(players, chance) if is_ball(kind) else {})}
        sequence = action.sequence_number
        probe |= {"inningsNumber": max(1, number), "sequenceNumber": sequence}
        probe["id"] = action_id(probe["inningsNumber"], sequence)
        if is_readable(probe):
            yield probe


def is_ball(document: Json) -> bool:
    """Return whether a document is a delivery."""
    return bool(document.get("type", ActionType.DELIVERY) == ActionType.DELIVERY)


def is_readable(document: Json) -> bool:
    """Return whether a document can be read as an action."""
    try:
        read_action({"matchId": MATCH, **document})
    except BadDocument:
        return False
    return True


def random_changes(players: Sequence[str], chance: random.Random) -> Json:
    """Return random values for some fields of a ball."""
    drawn: Json = {
        "strikerId": chance.choice(players),
        "nonStrikerId": chance.choice((chance.choice(players), "")),
        "bowlerId": chance.choice(players),
        "overNumber": chance.randrange(4),
        "runsOffBat": chance.randrange(8),
        "extras": {name: chance.randrange(7) for name in chance.sample(EXTRAS, k=2)},
        "totalRuns": chance.randrange(8),
        "isLegalDelivery": chance.random() < 0.5,
        "isWicket": chance.random() < 0.5,
        "wicket": random_wicket(players, chance),
        "boundary": chance.random() < 0.5,
        "runsRun": chance.randrange(4),
        "notCounted": chance.random() < 0.5,
        "overBalls": chance.randrange(1, 9),
        "note": chance.choice(CLAUSES),
    }  # fmt: skip
    return {name: drawn[name] for name in chance.sample(sorted(drawn), k=chance.randrange(5))}


def random_wicket(players: Sequence[str], chance: random.Random) -> Json:
    """Return a random wicket."""
    return {
        "type": chance.choice(list(WicketType)),
        "dismissedPlayerId": chance.choice(players),
        "fielderIds": chance.sample(players, k=chance.randrange(3)),
        "substituteIds": chance.sample(players, k=chance.randrange(2)),
        "end": chance.choice((None, "striker", "bowler")),
        "crossed": chance.choice((None, True, False)),
    }


STOPPAGES = (None, "rain", "drinks", "Tea-break", "INNINGS BREAK", "bad light")
CLOSES = ("all_out", "overs_complete", "target_reached", "declared", "forfeited", "abandoned")


def random_fact(players: Sequence[str], chance: random.Random) -> Json:
    """Return a random action other than a ball, with the fields of all types."""
    teams = ("home", "away")
    kind = chance.choice([each for each in ActionType if each is not ActionType.DELIVERY])
    return {
        "type": kind,
        "playerId": chance.choice(players),
        "wicketType": chance.choice(list(WicketType)),
        "as": chance.choice(("hurt", "out", "not_out")),
        "consent": chance.random() < 0.5,
        "scope": chance.choice(("innings", "match")),
        "battingTeamId": chance.choice(teams),
        "bowlingTeamId": chance.choice(teams),
        "superOver": chance.random() < 0.5,
        "strikerId": chance.choice(players),
        "nonStrikerId": chance.choice(players),
        "bowlerId": chance.choice(players),
        "reason": chance.choice(STOPPAGES if kind is ActionType.PLAY_STOPPED else CLOSES),
        "outPlayerId": chance.choice((None, *players)),
        "role": chance.choice(("player", "player", "bowler")),
        "toTeamId": chance.choice(teams),
        "runs": chance.choice((5, 5, 4)),
        "law": chance.choice(CLAUSES),
        "note": chance.choice(CLAUSES),
        "target": chance.choice((None, 20)),
        "oversLimit": chance.choice((None, 1, 2)),
        "par": chance.choice((None, 7)),
        "teamId": chance.choice(teams),
        "inPlayerId": chance.choice(players),
        "outcome": chance.choice(("win", "win", "tie", "draw", "no_result", "awarded")),
        "winnerTeamId": chance.choice((None, *teams)),
    }


def expected_verdicts(case: Case) -> list[list[list[Json]]]:
    """Return Python's verdicts at each place: on the place's own action and on its probes."""
    state, found = MatchState(case.setup), []
    for index, action in enumerate((*effective_log(case.entries).actions, None)):
        probes = [read_action({"matchId": MATCH, **each}) for each in case.probes[index]]
        judged_actions = probes if action is None else [action, *probes]
        found.append([verdicts_on(state, each) for each in judged_actions])
        if action is not None:
            apply(state, action)
    return found


def verdicts_on(state: MatchState, action: Action) -> list[Json]:
    """Return Python's verdicts on an action."""
    return [fields_of(each) for each in judge(state, action, state.setup.conditions)]


def fields_of(verdict: Verdict) -> Json:
    """Return a verdict with all its fields."""
    return {
        "outcome": str(verdict.outcome),
        "code": verdict.code,
        "sentence": verdict.sentence,
        "law": verdict.law,
        "edition": None if verdict.edition is None else str(verdict.edition),
        "remedy": verdict.remedy,
    }
