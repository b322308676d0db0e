"""The dirt that years of apps leave behind, each kind by its name; `school` deals it out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from scrbrd.domain.json_types import Json
from tests.migrate import old_world
from tests.migrate.old_world import OldMatchOf

REFUSED = frozenset({"wrong totals", "no totals"})
"""Dirt after which no reading can be told right: nothing of the match may be migrated."""


def histories(match: OldMatchOf) -> Iterator[list[Json]]:
    """The histories of all innings."""
    for name in ("innings1", "innings2"):
        if name in match.score:
            yield match.score[name]["ballHistory"]
    yield match.score["ballHistory"]


def clean(match: OldMatchOf) -> None:
    """An app that wrote what it should."""


def texts_for_numbers(match: OldMatchOf) -> None:
    """Numbers as texts, flags as words, kinds of wickets as people say them."""
    for balls in histories(match):
        for ball in balls:
            ball["runs"] = str(ball["runs"])
            ball["extraRuns"] = float(ball["extraRuns"])
            ball["isWicket"] = "true" if ball["isWicket"] else "false"
            ball["wicketType"] = str(ball.get("wicketType", "")).replace("_", " ").title()
            ball["extraType"] = (ball["extraType"] or "none").upper()


def older_app(match: OldMatchOf) -> None:
    """No ids, no times, no coordinates, no fielders; a bowler is written at his first ball only."""
    for balls in histories(match):
        bowler = None
        for ball in balls:
            for name in ("id", "timestamp", "coordinates", "fielderIds"):
                ball.pop(name, None)
            if ball["extraRuns"] == 0:
                ball.pop("extraRuns")
            if ball["bowlerId"] == bowler:
                ball.pop("bowlerId")
            bowler = ball.get("bowlerId", bowler)


def striker_missing_after_dots(match: OldMatchOf) -> None:
    """The striker is written only where he is not the one of the ball before."""
    for balls in histories(match):
        before, dot = None, False
        for ball in balls:
            same = ball["strikerId"] == before
            before = ball["strikerId"]
            was_dot, dot = dot, not (ball["runs"] or ball["extraRuns"] or ball["isWicket"])
            if same and was_dot:
                del ball["strikerId"]


def duplicates(match: OldMatchOf) -> None:
    """A ball sent twice by a phone with a bad connection; the totals count it once."""
    for balls in histories(match):
        balls.insert(5, dict(balls[4]))
        balls.append(dict(balls[-1]))


def duplicates_without_ids(match: OldMatchOf) -> None:
    """The same of an app that gave balls no ids: they are alike to the second."""
    for balls in histories(match):
        for ball in balls:
            del ball["id"]
    duplicates(match)


def half_scored(match: OldMatchOf) -> None:
    """The phone died in the first innings; nobody went on."""
    cut = old_world.without(match, 1, 15)
    match.actions, match.truth = cut.actions, cut.truth
    length = match.inputs.setup.conditions.balls_per_over
    node = old_world.old_innings(match.truth.innings[0], length)
    score = match.documents[f"matches/{match.match_id}/live/score"]
    for name in ("innings1", "winnerId"):
        score.pop(name, None)
    score |= {"status": "live", "inningsNumber": 1, "currentInnings": node}
    score["ballHistory"] = old_world.balls_of(match, 1)
    match.match["status"] = "live"


def orphaned(match: OldMatchOf) -> None:
    """A player whose person was deleted."""
    first = match.score.get("innings1", match.score)
    ghost = first["ballHistory"][0]["strikerId"]
    replace_everywhere(match.score, ghost, "ghost")
    match.documents["ghost"] = {"was": ghost}


def replace_everywhere(node: Any, old: str, new: str) -> None:
    """Write another id for a player wherever he is named."""
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in list(items):
        if value == old:
            node[key] = new
        elif isinstance(value, dict | list):
            replace_everywhere(value, old, new)


def other_copies(match: OldMatchOf) -> None:
    """The match document has both innings too; its second innings lacks the last five balls."""
    data = [deepcopy(match.score[name]) for name in ("innings1",) if name in match.score]
    data.append({**match.score["currentInnings"], "ballHistory": match.score["ballHistory"][:-5]})
    match.match["inningsData"] = deepcopy(data)
    match.match["liveData"] = {"view": "scorecard", "striker": {"name": "somebody"}}


def overs_only(match: OldMatchOf) -> None:
    """The balls lie in `overHistory` of the match document, the live score has totals alone."""
    length = match.inputs.setup.conditions.balls_per_over
    data = []
    for number in range(1, match.score["inningsNumber"] + 1):
        node = match.score.get(f"innings{number}") or match.score["currentInnings"]
        balls = node.pop("ballHistory", None) or match.score.pop("ballHistory")
        data.append({**node, "overHistory": list(in_overs(balls, length))})
    match.match["inningsData"] = data


def in_overs(balls: list[Json], length: int) -> Iterator[Json]:
    """The balls of a history over by over; the bowler is the over's."""
    over: Json = {"overNumber": 0, "balls": []}
    legal = 0
    for ball in balls:
        over["bowlerId"] = ball["bowlerId"]
        over["balls"].append({k: v for k, v in ball.items() if k != "bowlerId"})
        legal += ball["extraType"] not in ("wide", "noball")
        if legal == length:
            yield over
            over, legal = {"overNumber": over["overNumber"] + 1, "balls": []}, 0
    if over["balls"]:
        yield over


def all_in_one(match: OldMatchOf) -> None:
    """One long history; each ball says its innings."""
    whole: list[Json] = []
    for number in range(1, match.score["inningsNumber"] + 1):
        node = match.score.get(f"innings{number}", {})
        balls = node.pop("ballHistory", None) or match.score["ballHistory"]
        whole += [ball | {"inningsNumber": number} for ball in balls]
    match.score["ballHistory"] = whole


def beside_the_penalty(match: OldMatchOf) -> None:
    """Another writer: `extraRuns` of a wide or no-ball are those beside the penalty run."""
    conditions = match.inputs.setup.conditions
    for balls in histories(match):
        for ball in balls:
            if ball["extraType"] == "wide":
                ball["extraRuns"] -= conditions.wide_runs
            if ball["extraType"] == "noball":
                ball["extraRuns"] -= conditions.no_ball_runs


def garbage(match: OldMatchOf) -> None:
    """Entries that are no balls at all."""
    for balls in histories(match):
        balls.insert(3, None)  # type: ignore[arg-type]
        balls.insert(9, {"runs": "four", "strikerId": "x"})
        balls.append({"undo": True})


def wrong_totals(match: OldMatchOf) -> None:
    """The score was mended by hand, the history was not."""
    match.score["currentInnings"]["runs"] += 7


def no_totals(match: OldMatchOf) -> None:
    """A history alone."""
    for name in ("runs", "wickets", "overs", "balls", "extras"):
        for node in ("currentInnings", "innings1"):
            match.score.get(node, {}).pop(name, None)


DIRT: dict[str, Callable[[OldMatchOf], None]] = {
    "clean": clean,
    "texts for numbers": texts_for_numbers,
    "older app": older_app,
    "striker missing after dots": striker_missing_after_dots,
    "duplicates": duplicates,
    "duplicates without ids": duplicates_without_ids,
    "half scored": half_scored,
    "orphaned": orphaned,
    "other copies": other_copies,
    "overs only": overs_only,
    "all in one": all_in_one,
    "beside the penalty": beside_the_penalty,
    "garbage": garbage,
    "wrong totals": wrong_totals,
    "no totals": no_totals,
}
