"""Finds what a Cricsheet file says that has no other place in a match of ours, for `sourceFacts`.

Kept is the difference between the file and what an export would say by itself. The balls are looked
at one by one only where they are not of the plain kind, as most are.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from admin.cricsheet.delivery import is_legal
from admin.cricsheet.delivery_said import PLACES, Place, delivery_said
from admin.cricsheet.exporter_info import MatchInfo
from admin.cricsheet.exporter_names import Names, blank_ids
from admin.cricsheet.innings_log import InningsLog
from admin.cricsheet.innings_said import innings_said
from admin.cricsheet.kept import difference
from admin.matchlog import MatchLog
from scrbrd.domain.actions import Delivery, PenaltyAwarded
from scrbrd.domain.errors import BadInput
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import SourceFacts
from scrbrd.domain.plain import plain
from scrbrd.domain.state import MatchState

NAME = "cricsheet"
OF_A_BALL = frozenset(
    {"batter", "bowler", "non_striker", "runs", "extras", "review", "wickets", "replacements"}
)
WITH_EXTRAS = frozenset({"batter", "bowler", "non_striker", "runs", "extras"})
OF_A_WICKET = frozenset({"player_out", "kind", "fielders"})
PLAIN_PARTS = 4
"""Of a ball without extras, wicket or review: three players and its runs."""

PARTS_OF_RUNS = 3
"""Off the bat, extras and their total."""

ALWAYS = ("gender",)
"""Of the match, beside what has no other place: the team's id alone says it of women."""

LONGEST_REST = 400_000


@dataclass(frozen=True, slots=True)
class Placed:
    """A delivery of the file, the action made of it, and its place."""

    delivery: Json
    action: Delivery
    at: Place


def source_facts(
    data: Json, log: MatchLog, logs: Sequence[InningsLog], state: MatchState
) -> SourceFacts:
    """Return what of a file has no other place; `state` is the fold's after the whole log.

    Raises BadInput where that is more than a match document holds.
    """
    blank, inputs = blank_ids(log), log.inputs
    names = Names.of(log, blank)
    values, digests = difference(data["info"], MatchInfo(log, names, inputs, state).data())
    always = {name: data["info"][name] for name in ALWAYS if name in data["info"]}
    facts = {name: value for name, value in (always | values).items() if is_plain(value)}
    rest: Json = {
        "info": {name: value for name, value in values.items() if name not in facts},
        "digests": digests,
        "blank": blank,
        "file": {name: data[name] for name in data if name not in ("info", "innings")},
        "innings": [],
        "deliveries": {},
    }
    penalties = penalties_said(logs)
    for place, (innings, of_innings) in enumerate(zip(data["innings"], logs, strict=False)):
        counted = {
            "penalty_runs": dict(penalties[place]),
            "miscounted_overs": of_innings.miscounted,
        }
        overs = {number: each["deliveries"] for number, each in enumerate(bowled(innings))}
        length = inputs.setup.conditions.balls_per_over
        found = state.innings[place : place + 1]  # none of an innings after the match was won
        ours = innings_said(names, found[0], overs, counted, length) if found else {}
        rest["innings"].append(innings_facts(innings, ours))
        each, single = ball_facts(innings, of_innings)
        rest["innings"][-1] |= {"each": each} if each else {}
        rest["deliveries"] |= single
    text = json.dumps(without_nothing(rest), ensure_ascii=False, separators=(",", ":"))
    if len(text) > LONGEST_REST:
        raise BadInput(
            f"match {log.match_id}: the file says more than {LONGEST_REST} characters of what no"
            f" match of ours has a field for; take out of it what is not Cricsheet's"
        )
    return SourceFacts(name=NAME, facts=facts, rest=text)


def without_nothing(rest: Json) -> Json:
    """Return the parts that say anything; innings keep their places as long as one does."""
    innings = rest["innings"] if any(rest["innings"]) else []
    return {name: value for name, value in (rest | {"innings": innings}).items() if value}


def is_plain(value: Any) -> bool:
    """Return whether a value comes out of a document as it went in: plain, and nothing null."""
    try:
        return bool(plain(value) == value) and not has_null(value)
    except ValueError:
        return False


def has_null(value: Any) -> bool:
    """Return whether a null, or a field without a name, is anywhere in a value."""
    if isinstance(value, dict):
        return "" in value or any(has_null(each) for each in value.values())
    if isinstance(value, list):
        return any(has_null(each) for each in value)
    return value is None


def bowled(innings: Json) -> list[Json]:
    """Return the overs that had a ball."""
    return [over for over in innings.get("overs", []) if over["deliveries"]]


def penalties_said(logs: Sequence[InningsLog]) -> list[Counter[str]]:
    """Return penalty runs by innings as an export says them: before its first ball, or after."""
    said: list[Counter[str]] = [Counter() for _ in logs]
    for place, log in enumerate(logs):
        has_ball = False
        for action in log.actions:
            has_ball = has_ball or isinstance(action, Delivery)
            if not isinstance(action, PenaltyAwarded):
                continue
            if action.to_team_id == log.people.team_id(log.batting):
                said[place]["post" if has_ball else "pre"] += action.runs
            elif place:
                said[place - 1]["post"] += action.runs
    return said


def innings_facts(innings: Json, ours: Json) -> Json:
    """Return what an innings says beside its balls and otherwise than we."""
    stated = {name: value for name, value in innings.items() if name != "overs"}
    values, digests = difference(stated, ours)
    facts: Json = {"values": values, "digests": digests} if digests else {}
    if "overs" not in innings:
        return facts | {"overs": None}
    heads = [
        {name: value for name, value in over.items() if name != "deliveries"}
        | {"deliveries": len(over["deliveries"])}
        for over in innings["overs"]
    ]
    is_usual = all(
        len(head) == 2 and head.get("over") == number and head["deliveries"]
        for number, head in enumerate(heads)
    )
    return facts if is_usual else facts | {"overs": heads}


def ball_facts(innings: Json, log: InningsLog) -> tuple[Json, Json]:
    """Return (fields that every ball has by its place, what single balls say by their action)."""
    single: Json = {}
    more: dict[str, list[tuple[Placed, Any]]] = {}
    without_facts: set[str] = set()
    for each in odd_balls(innings, log):
        delivery = each.delivery
        kind = repr((delivery["runs"], delivery["extras"])) if has_runs_alone(delivery) else ""
        if kind in without_facts:
            continue
        facts = odd_parts(each, log)
        if facts:
            single[each.action.id] = facts
        elif kind:
            without_facts.add(kind)
        for name in delivery.keys() - OF_A_BALL:
            more.setdefault(name, []).append((each, delivery[name]))
    return split_by_place(more, sum(len(over["deliveries"]) for over in bowled(innings)), single)


def split_by_place(
    more: Mapping[str, Sequence[tuple[Placed, Any]]], deliveries: int, single: Json
) -> tuple[Json, Json]:
    """Return (the fields that every delivery has by its place, the others added to `single`)."""
    by_place: Json = {}
    for name, given in more.items():
        rule = rule_of(given) if len(given) == deliveries else None
        if rule is not None:
            by_place[name] = rule
            continue
        for each, value in given:
            single.setdefault(each.action.id, {}).setdefault("values", {})[name] = value
    return by_place, single


def has_runs_alone(delivery: Json) -> bool:
    """Return whether a ball says its players, runs and extras only: what its action brings back
    then depends on the two alone."""
    return delivery.keys() == WITH_EXTRAS


def odd_balls(innings: Json, log: InningsLog) -> Iterator[Placed]:
    """Yield the deliveries of an innings in order that are not of the plain kind."""
    actions = [action for action in log.actions if isinstance(action, Delivery)]
    before = 0
    for number, over in enumerate(bowled(innings)):
        deliveries = over["deliveries"]
        of_over = actions[before : before + len(deliveries)]
        before += len(deliveries)
        for place, (delivery, action) in enumerate(zip(deliveries, of_over, strict=True), start=1):
            runs = delivery["runs"]
            if (
                len(delivery) != PLAIN_PARTS
                or len(runs) != PARTS_OF_RUNS
                or runs.get("extras") != 0
                or runs.get("total") != runs["batter"]
            ):
                ball = 1 + sum(map(is_legal, deliveries[: place - 1]))
                yield Placed(delivery, action, Place(number, place, ball))


def rule_of(given: Sequence[tuple[Placed, Any]]) -> str | None:
    """Return how the value of every ball follows from its place; None where it does not."""
    for name, rule in PLACES.items():
        if all(
            type(value) is type(told := rule(each.at)) and value == told for each, value in given
        ):
            return name
    return None


def odd_parts(each: Placed, log: InningsLog) -> Json:
    """Return what a ball says that its action, or those around it, would not bring back."""
    delivery = each.delivery
    facts: Json = {}
    parts: Json = {
        name: delivery[name] for name in ("runs", "extras", "review") if name in delivery
    }
    values, digests = difference(parts, delivery_said(each.action))
    if digests:
        facts["values"] = values
        facts["gone"] = [name for name in digests if name not in values]
    before, after = log.around.get(each.action.id, ((), ()))
    if "replacements" in delivery:
        facts["replacements"] = delivery["replacements"]
        facts["replaced_by"] = list(before)
    if "wickets" in delivery and not is_told_by_action(delivery, each.action, log):
        facts["wickets"] = delivery["wickets"]
        facts["wickets_by"] = list(after)
    return facts


def is_told_by_action(delivery: Json, action: Delivery, log: InningsLog) -> bool:
    """Return whether a ball has one wicket, which its action alone brings back as it is."""
    wickets = delivery["wickets"]
    if len(wickets) != 1 or action.wicket is None or wickets[0].keys() - OF_A_WICKET:
        return False
    wicket = wickets[0]
    fielders, squad = wicket.get("fielders"), log.people.squads[log.fielding]
    if wicket["kind"] == "caught and bowled":
        return fielders is None
    if wicket["kind"] == "caught" and fielders == [{"name": delivery["bowler"]}]:
        return False
    return fielders is None or (bool(fielders) and all(is_usual(each, squad) for each in fielders))


def is_usual(fielder: Json, squad: Sequence[str]) -> bool:
    """Return whether a fielder is told as an export tells one."""
    if fielder == {"substitute": True}:
        return True
    name = fielder.get("name")
    if fielder == {"name": name}:
        return name in squad
    return fielder == {"name": name, "substitute": True}
