"""Finds the facts of a Cricsheet file that no other field of a match holds, for `sourceFacts`.

It keeps the difference between the file and what an export would produce. Balls are examined one by
one only if they are not of the plain kind, as most are.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from admin.cricsheet.delivery import is_legal
from admin.cricsheet.exporter_delivery_fields import PLACE_FORMATS, Place, delivery_fields
from admin.cricsheet.exporter_info import MatchInfo
from admin.cricsheet.exporter_innings_fields import innings_fields
from admin.cricsheet.exporter_names import Names, blank_ids
from admin.cricsheet.innings_log import InningsLog
from admin.cricsheet.stated_values import difference
from admin.matchlog import MatchLog
from scrbrd.domain.actions import Delivery, PenaltyAwarded
from scrbrd.domain.errors import BadInput
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import SourceFacts
from scrbrd.domain.plain import as_plain
from scrbrd.domain.state import MatchState

NAME = "cricsheet"
BALL_FIELDS = frozenset(
    {"batter", "bowler", "non_striker", "runs", "extras", "review", "wickets", "replacements"}
)
FIELDS_WITH_EXTRAS = frozenset({"batter", "bowler", "non_striker", "runs", "extras"})
WICKET_FIELDS = frozenset({"player_out", "kind", "fielders"})
PLAIN_PARTS = 4
"""The number of fields of a ball without extras, wicket or review: three players and runs."""

PARTS_OF_RUNS = 3
"""The number of fields of runs: off the bat, extras, total."""

ALWAYS = ("gender",)
"""Fields of `info` that are kept in any case: the match only implies them by the team's id."""

MAX_REST = 400_000


@dataclass(frozen=True, slots=True)
class PlacedBall:
    """A delivery of the file, the action made of it, and its place."""

    delivery: Json
    action: Delivery
    at: Place


def source_facts(
    data: Json, log: MatchLog, logs: Sequence[InningsLog], state: MatchState
) -> SourceFacts:
    """Return the facts of a file that no other field of a match holds.

    `state` is the fold's after the whole log.

    Raises BadInput if they are larger than a match document can hold.
    """
    blank, inputs = blank_ids(log), log.inputs
    names = Names.of(log, blank)
    values, digests = difference(data["info"], MatchInfo(log, names, inputs, state).data())
    always = {name: data["info"][name] for name in ALWAYS if name in data["info"]}
    facts = {name: value for name, value in (always | values).items() if is_plain(value)}
    other_facts: Json = {
        "info": {name: value for name, value in values.items() if name not in facts},
        "digests": digests,
        "blank": blank,
        "file": {name: data[name] for name in data if name not in ("info", "innings")},
        "innings": [],
        "deliveries": {},
    }
    penalties = penalties_by_innings(logs)
    for place, (innings, of_innings) in enumerate(zip(data["innings"], logs, strict=False)):
        ball_counts = {
            "penalty_runs": dict(penalties[place]),
            "miscounted_overs": of_innings.miscounted,
        }
        overs = {
            number: each["deliveries"] for number, each in enumerate(overs_with_balls(innings))
        }
        length = inputs.setup.conditions.balls_per_over
        # Empty for an innings after the match was won.
        fold_innings = state.innings[place : place + 1]
        own_values = (
            innings_fields(names, fold_innings[0], overs, ball_counts, length)
            if fold_innings
            else {}
        )
        other_facts["innings"].append(innings_facts(innings, own_values))
        each, single = ball_facts(innings, of_innings)
        other_facts["innings"][-1] |= {"each": each} if each else {}
        other_facts["deliveries"] |= single
    text = json.dumps(without_empty_parts(other_facts), ensure_ascii=False, separators=(",", ":"))
    if len(text) > MAX_REST:
        raise BadInput(
            f"match {log.match_id}: the file says more than {MAX_REST} characters of what no"
            f" match of ours has a field for; take out of it what is not Cricsheet's"
        )
    return SourceFacts(name=NAME, facts=facts, rest=text)


def without_empty_parts(facts: Json) -> Json:
    """Return the non-empty parts; empty innings are kept in their place unless all are empty."""
    innings = facts["innings"] if any(facts["innings"]) else []
    return {name: value for name, value in (facts | {"innings": innings}).items() if value}


def is_plain(value: Any) -> bool:
    """Return True if a document stores a value unchanged: plain types, and no null."""
    try:
        return bool(as_plain(value) == value) and not has_null(value)
    except ValueError:
        return False


def has_null(value: Any) -> bool:
    """Return True if a value contains a null, or a field without a name."""
    if isinstance(value, dict):
        return "" in value or any(has_null(each) for each in value.values())
    if isinstance(value, list):
        return any(has_null(each) for each in value)
    return value is None


def overs_with_balls(innings: Json) -> list[Json]:
    """Return the overs that had a ball."""
    return [over for over in innings.get("overs", []) if over["deliveries"]]


def penalties_by_innings(logs: Sequence[InningsLog]) -> list[Counter[str]]:
    """Return the penalty runs of each innings as an export groups them.

    The groups are `pre`, before its first ball, and `post`, after it.
    """
    penalties: list[Counter[str]] = [Counter() for _ in logs]
    for place, log in enumerate(logs):
        has_ball = False
        for action in log.actions:
            has_ball = has_ball or isinstance(action, Delivery)
            if not isinstance(action, PenaltyAwarded):
                continue
            if action.to_team_id == log.people.team_id(log.batting):
                penalties[place]["post" if has_ball else "pre"] += action.runs
            elif place:
                penalties[place - 1]["post"] += action.runs
    return penalties


def innings_facts(innings: Json, own_values: Json) -> Json:
    """Return the fields of an innings, other than its balls, that differ from our export."""
    stated = {name: value for name, value in innings.items() if name != "overs"}
    values, digests = difference(stated, own_values)
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
    """Return (fields that follow from each ball's place, facts of single balls by action id)."""
    single: Json = {}
    more: dict[str, list[tuple[PlacedBall, Any]]] = {}
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
        for name in delivery.keys() - BALL_FIELDS:
            more.setdefault(name, []).append((each, delivery[name]))
    return split_by_place(
        more, sum(len(over["deliveries"]) for over in overs_with_balls(innings)), single
    )


def split_by_place(
    more: Mapping[str, Sequence[tuple[PlacedBall, Any]]], deliveries: int, single: Json
) -> tuple[Json, Json]:
    """Return (fields that follow from each delivery's place, `single` with all others added)."""
    by_place: Json = {}
    for name, placed_values in more.items():
        rule = place_format(placed_values) if len(placed_values) == deliveries else None
        if rule is not None:
            by_place[name] = rule
            continue
        for each, value in placed_values:
            single.setdefault(each.action.id, {}).setdefault("values", {})[name] = value
    return by_place, single


def has_runs_alone(delivery: Json) -> bool:
    """Return True if a ball has only players, runs and extras.

    Its export then depends only on runs and extras.
    """
    return delivery.keys() == FIELDS_WITH_EXTRAS


def odd_balls(innings: Json, log: InningsLog) -> Iterator[PlacedBall]:
    """Yield, in order, the deliveries of an innings that are not of the plain kind."""
    actions = [action for action in log.actions if isinstance(action, Delivery)]
    before = 0
    for number, over in enumerate(overs_with_balls(innings)):
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
                yield PlacedBall(delivery, action, Place(number, place, ball))


def place_format(placed_values: Sequence[tuple[PlacedBall, Any]]) -> str | None:
    """Return the format by which every ball's value follows from its place.

    None if there is no such format.
    """
    for name, rule in PLACE_FORMATS.items():
        if all(
            type(value) is type(computed := rule(each.at)) and value == computed
            for each, value in placed_values
        ):
            return name
    return None


def odd_parts(each: PlacedBall, log: InningsLog) -> Json:
    """Return the parts of a ball that an export of the log would not restore."""
    delivery = each.delivery
    facts: Json = {}
    parts: Json = {
        name: delivery[name] for name in ("runs", "extras", "review") if name in delivery
    }
    values, digests = difference(parts, delivery_fields(each.action))
    if digests:
        facts["values"] = values
        facts["gone"] = [name for name in digests if name not in values]
    before, after = log.around.get(each.action.id, ((), ()))
    if "replacements" in delivery:
        facts["replacements"] = delivery["replacements"]
        facts["replaced_by"] = list(before)
    if "wickets" in delivery and not is_restored_by_action(delivery, each.action, log):
        facts["wickets"] = delivery["wickets"]
        facts["wickets_by"] = list(after)
    return facts


def is_restored_by_action(delivery: Json, action: Delivery, log: InningsLog) -> bool:
    """Return True if a ball has one wicket, which the export of its action restores exactly."""
    wickets = delivery["wickets"]
    if len(wickets) != 1 or action.wicket is None or wickets[0].keys() - WICKET_FIELDS:
        return False
    wicket = wickets[0]
    fielders, squad = wicket.get("fielders"), log.people.squads[log.fielding]
    if wicket["kind"] == "caught and bowled":
        return fielders is None
    if wicket["kind"] == "caught" and fielders == [{"name": delivery["bowler"]}]:
        return False
    return fielders is None or (bool(fielders) and all(is_usual(each, squad) for each in fielders))


def is_usual(fielder: Json, squad: Sequence[str]) -> bool:
    """Return True if a fielder is written as an export would write it."""
    if fielder == {"substitute": True}:
        return True
    name = fielder.get("name")
    if fielder == {"name": name}:
        return name in squad
    return fielder == {"name": name, "substitute": True}
