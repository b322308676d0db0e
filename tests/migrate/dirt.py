"""Makes old match documents dirty, in each way that years of apps have left behind.

`school_matches` gives each match of the fictional school one kind of dirt, by its name in `DIRT`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from scrbrd.domain.json_types import Json
from tests.migrate import old_world
from tests.migrate.old_world import SchoolMatch

REFUSED_DIRT = frozenset({"wrong totals", "no totals"})
"""Dirt that makes it impossible to confirm any reading: nothing of the match may be migrated."""


def ball_histories(match: SchoolMatch) -> Iterator[list[Json]]:
    """Yield the ball history of each innings."""
    for name in ("innings1", "innings2"):
        if name in match.score:
            yield match.score[name]["ballHistory"]
    yield match.score["ballHistory"]


def leave_unchanged(match: SchoolMatch) -> None:
    """Leave the documents as they are: the app wrote everything correctly."""


def write_numbers_as_texts(match: SchoolMatch) -> None:
    """Write numbers as texts, flags as words and types of wickets in spoken form."""
    for balls in ball_histories(match):
        for ball in balls:
            ball["runs"] = str(ball["runs"])
            ball["extraRuns"] = float(ball["extraRuns"])
            ball["isWicket"] = "true" if ball["isWicket"] else "false"
            ball["wicketType"] = str(ball.get("wicketType", "")).replace("_", " ").title()
            ball["extraType"] = (ball["extraType"] or "none").upper()


def remove_newer_fields(match: SchoolMatch) -> None:
    """Remove ids, times, coordinates and fielders; name a bowler only where the bowler changes."""
    for balls in ball_histories(match):
        bowler = None
        for ball in balls:
            for name in ("id", "timestamp", "coordinates", "fielderIds"):
                ball.pop(name, None)
            if ball["extraRuns"] == 0:
                ball.pop("extraRuns")
            if ball["bowlerId"] == bowler:
                ball.pop("bowlerId")
            bowler = ball.get("bowlerId", bowler)


def remove_striker_after_dots(match: SchoolMatch) -> None:
    """Remove the striker of a ball after a dot ball if the same batter is on strike."""
    for balls in ball_histories(match):
        previous_striker, is_dot = None, False
        for ball in balls:
            same = ball["strikerId"] == previous_striker
            previous_striker = ball["strikerId"]
            follows_dot, is_dot = (
                is_dot,
                not (ball["runs"] or ball["extraRuns"] or ball["isWicket"]),
            )
            if same and follows_dot:
                del ball["strikerId"]


def repeat_balls(match: SchoolMatch) -> None:
    """Repeat two balls, as a phone with a bad connection does; the totals count each once."""
    for balls in ball_histories(match):
        balls.insert(5, dict(balls[4]))
        balls.append(dict(balls[-1]))


def repeat_balls_without_ids(match: SchoolMatch) -> None:
    """Repeat two balls of an app that wrote no ids; the copies have the same time to the second."""
    for balls in ball_histories(match):
        for ball in balls:
            del ball["id"]
    repeat_balls(match)


def cut_in_first_innings(match: SchoolMatch) -> None:
    """Cut the match after 15 legal balls: the phone failed and scoring never resumed."""
    truncated_match = old_world.truncate_match(match, 1, 15)
    match.actions, match.truth = truncated_match.actions, truncated_match.truth
    length = match.inputs.setup.conditions.balls_per_over
    node = old_world.old_innings(match.truth.innings[0], length)
    score = match.documents[f"matches/{match.match_id}/live/score"]
    for name in ("innings1", "winnerId"):
        score.pop(name, None)
    score |= {"status": "live", "inningsNumber": 1, "currentInnings": node}
    score["ballHistory"] = old_world.old_balls(match, 1)
    match.match["status"] = "live"


def delete_a_player(match: SchoolMatch) -> None:
    """Replace a batter's id by `ghost`, as if the person had been deleted."""
    first_innings = match.score.get("innings1", match.score)
    deleted_player = first_innings["ballHistory"][0]["strikerId"]
    replace_everywhere(match.score, deleted_player, "ghost")
    match.documents["ghost"] = {"was": deleted_player}


def replace_everywhere(node: Any, old: str, new: str) -> None:
    """Replace an id wherever it is a value."""
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in list(items):
        if value == old:
            node[key] = new
        elif isinstance(value, dict | list):
            replace_everywhere(value, old, new)


def copy_to_match_document(match: SchoolMatch) -> None:
    """Copy the innings to the match document; its last innings lacks the last five balls."""
    data = [deepcopy(match.score[name]) for name in ("innings1",) if name in match.score]
    data.append({**match.score["currentInnings"], "ballHistory": match.score["ballHistory"][:-5]})
    match.match["inningsData"] = deepcopy(data)
    match.match["liveData"] = {"view": "scorecard", "striker": {"name": "somebody"}}


def move_balls_to_overs(match: SchoolMatch) -> None:
    """Move the balls to `overHistory` of the match document; the live score keeps only totals."""
    length = match.inputs.setup.conditions.balls_per_over
    data = []
    for number in range(1, match.score["inningsNumber"] + 1):
        node = match.score.get(f"innings{number}") or match.score["currentInnings"]
        balls = node.pop("ballHistory", None) or match.score.pop("ballHistory")
        data.append({**node, "overHistory": list(split_into_overs(balls, length))})
    match.match["inningsData"] = data


def split_into_overs(balls: list[Json], length: int) -> Iterator[Json]:
    """Yield a history's overs; the over names the bowler, its balls do not."""
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


def join_histories(match: SchoolMatch) -> None:
    """Put all balls into one history, each with its innings number."""
    all_balls: list[Json] = []
    for number in range(1, match.score["inningsNumber"] + 1):
        node = match.score.get(f"innings{number}", {})
        balls = node.pop("ballHistory", None) or match.score["ballHistory"]
        all_balls += [ball | {"inningsNumber": number} for ball in balls]
    match.score["ballHistory"] = all_balls


def subtract_penalty_run(match: SchoolMatch) -> None:
    """Subtract the penalty run from `extraRuns` of wides and no-balls, as another app did."""
    conditions = match.inputs.setup.conditions
    for balls in ball_histories(match):
        for ball in balls:
            if ball["extraType"] == "wide":
                ball["extraRuns"] -= conditions.wide_runs
            if ball["extraType"] == "noball":
                ball["extraRuns"] -= conditions.no_ball_runs


def insert_garbage(match: SchoolMatch) -> None:
    """Insert entries that are not balls."""
    for balls in ball_histories(match):
        balls.insert(3, None)  # type: ignore[arg-type]
        balls.insert(9, {"runs": "four", "strikerId": "x"})
        balls.append({"undo": True})


def change_total(match: SchoolMatch) -> None:
    """Add 7 runs to the total, as if the score alone had been corrected by hand."""
    match.score["currentInnings"]["runs"] += 7


def remove_totals(match: SchoolMatch) -> None:
    """Remove all totals, so that only the history is left."""
    for name in ("runs", "wickets", "overs", "balls", "extras"):
        for node in ("currentInnings", "innings1"):
            match.score.get(node, {}).pop(name, None)


DIRT: dict[str, Callable[[SchoolMatch], None]] = {
    "clean": leave_unchanged,
    "texts for numbers": write_numbers_as_texts,
    "older app": remove_newer_fields,
    "striker missing after dots": remove_striker_after_dots,
    "duplicates": repeat_balls,
    "duplicates without ids": repeat_balls_without_ids,
    "half scored": cut_in_first_innings,
    "orphaned": delete_a_player,
    "other copies": copy_to_match_document,
    "overs only": move_balls_to_overs,
    "all in one": join_histories,
    "extras without penalty": subtract_penalty_run,
    "garbage": insert_garbage,
    "wrong totals": change_total,
    "no totals": remove_totals,
}
