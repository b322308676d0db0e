"""Draws random logs, junk among them, with random actions to be judged at each place of them."""

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
"""Random actions that are judged at each place of a log."""
EXTRAS = ("wide", "noBall", "bye", "legBye", "penalty")
CLAUSES = (None, None, None, "5 runs, 41.5.3", "18.5", "21.3", "41.3", "41.7.6", "17.3.2", "24.4",
           "38.3.1", "18.4")  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A log with its setup, and for each of its effective actions others to be judged there; the
    last ones are judged behind all of them."""

    setup: Setup
    entries: Sequence[LogEntry]
    probes: Mapping[int, Sequence[Json]]

    @property
    def document(self) -> Json:
        """The case as Node reads it."""
        probes = {str(index): each for index, each in self.probes.items()}
        return {"setup": setup_fields(self.setup), "log": documents(self.entries), "probes": probes}


def setup_fields(setup: Setup) -> Json:
    """A setup as TypeScript has it, sets as lists."""
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
    """All playing conditions."""
    named = {to_camel(each.name): getattr(conditions, each.name) for each in fields(conditions)}
    spans = [each.model_dump(mode="json", by_alias=True) for each in conditions.powerplays]
    return named | {"powerplays": spans}


def cases(count: int) -> list[Case]:
    """So many cases, the same at every run: two of legal logs for one of junk."""
    chance = random.Random(SEED)
    drawn = draw(st.one_of(legal_pairs(), legal_pairs(), st.tuples(SETUPS, JUNK)), count)
    return [case_of(setup, entries, chance) for setup, entries in drawn]


def legal_pairs() -> st.SearchStrategy[tuple[Setup, Sequence[LogEntry]]]:
    """Legal logs as their scorers wrote them, with their setups."""
    return legal_logs().map(lambda log: (log.setup, log.messy))


def draw(strategy: st.SearchStrategy[Any], count: int) -> list[tuple[Setup, Sequence[LogEntry]]]:
    """The first so many examples that hold an action; what cannot be read left out."""
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
    """A log with probes at each of its places; its setup with other people and conditions."""
    actions = effective_log(entries).actions
    players = people_of(actions)
    probes = {
        index: list(probes_at(action, actions, players, chance))
        for index, action in enumerate((*actions, actions[-1]))
    }
    return Case(changed(setup, players, chance), entries, probes)


def people_of(actions: Sequence[Action]) -> list[PlayerId]:
    """Those whom the balls of a log name, and a stranger."""
    balls = [each for each in actions if isinstance(each, Delivery)]
    named = {each for ball in balls for each in (ball.striker_id, ball.non_striker_id)}
    return [*sorted({*named, *(ball.bowler_id for ball in balls)} - {""}), PlayerId("stranger")]


def changed(setup: Setup, players: Sequence[PlayerId], chance: random.Random) -> Setup:
    """A setup under any edition, with lineups, keepers and substitutes at times."""
    some = frozenset(chance.sample(players, k=min(2, len(players))))
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
        keeper_ids=some,
        substitute_ids=some - {players[0]},
    )


def probes_at(
    action: Action, actions: Sequence[Action], players: Sequence[str], chance: random.Random
) -> Iterator[Json]:
    """Actions in the place of one, each of another kind or changed at random; readable ones."""
    [own] = documents([action])
    for _ in range(PROBES):
        [other] = documents([chance.choice(actions)])
        number = action.innings_number + chance.choice((0, 0, 0, 0, 0, 1, 1, 2, -1))
        kind = chance.choice((own, other, facts(players, chance)))
        probe = {**kind, **(changes(players, chance) if is_ball(kind) else {})}
        sequence = action.sequence_number
        probe |= {"inningsNumber": max(1, number), "sequenceNumber": sequence}
        probe["id"] = action_id(probe["inningsNumber"], sequence)
        if is_readable(probe):
            yield probe


def is_ball(document: Json) -> bool:
    """Whether a document is a delivery."""
    return bool(document.get("type", ActionType.DELIVERY) == ActionType.DELIVERY)


def is_readable(document: Json) -> bool:
    """Whether a document can be read as an action."""
    try:
        read_action({"matchId": MATCH, **document})
    except BadDocument:
        return False
    return True


def changes(players: Sequence[str], chance: random.Random) -> Json:
    """Some fields of a ball, changed at random."""
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
        "wicket": wicket(players, chance),
        "boundary": chance.random() < 0.5,
        "runsRun": chance.randrange(4),
        "notCounted": chance.random() < 0.5,
        "overBalls": chance.randrange(1, 9),
        "note": chance.choice(CLAUSES),
    }  # fmt: skip
    return {name: drawn[name] for name in chance.sample(sorted(drawn), k=chance.randrange(5))}


def wicket(players: Sequence[str], chance: random.Random) -> Json:
    """Any wicket."""
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


def facts(players: Sequence[str], chance: random.Random) -> Json:
    """Any action that is no ball, with the fields of all of them."""
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


def expected(case: Case) -> list[list[list[Json]]]:
    """What the functions say: at each place, of its own action and of the probes there."""
    state, found = MatchState(case.setup), []
    for index, action in enumerate((*effective_log(case.entries).actions, None)):
        probes = [read_action({"matchId": MATCH, **each}) for each in case.probes[index]]
        tried = probes if action is None else [action, *probes]
        found.append([verdicts_on(state, each) for each in tried])
        if action is not None:
            apply(state, action)
    return found


def verdicts_on(state: MatchState, action: Action) -> list[Json]:
    """What the functions say against an action."""
    return [fields_of(each) for each in judge(state, action, state.setup.conditions)]


def fields_of(verdict: Verdict) -> Json:
    """A verdict with every field of it."""
    return {
        "outcome": str(verdict.outcome),
        "code": verdict.code,
        "sentence": verdict.sentence,
        "law": verdict.law,
        "edition": None if verdict.edition is None else str(verdict.edition),
        "remedy": verdict.remedy,
    }
