"""Tests texts and numbers that the security rules would refuse: each is refused with its field."""

from __future__ import annotations

import pytest

from scrbrd.domain.identifiers import ID_PATTERN
from scrbrd.domain.json_types import Json
from scrbrd_gateway.scoring.bodies import Opening
from tests.gateway.scoring_project import Gateway, Phone, Project, problem
from tests.gateway.test_scoring_books import RULING, seed_dispute
from tests.rules.cast import SCORER, UMPIRE

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("rules")]

UMBRELLA = "rain \u2614\ufe0f"
"""An umbrella as a phone's keyboard writes it, with a variation selector for its colours."""

EMOJI = "\U0001f3cf"
REFUSED_BALLS: dict[str, tuple[Json, str]] = {
    "an emoji with a variation selector": ({"note": UMBRELLA}, "note"),
    "joined emoji": ({"note": "\U0001f468\u200d\U0001f469"}, "note"),
    "Windows line ends": ({"note": "edge\r\ndropped"}, "note"),
    "a direction mark in a review": ({"review": {"by": "a\u202eb"}}, "review.by"),
    "a review as a string": ({"review": "\u200bout"}, "review"),
    "a review that is too long in total": (
        {"review": {"by": "b" * 300, "type": "t" * 300}},
        "review",
    ),
    "a point far outside": ({"shotData": {"coordinates": {"x": 1e6, "y": 0}}}, "shotData"),
    "too many fielders": (
        {"wicket": {"type": "caught", "fielderIds": ["s1"] * 5, "assistFielderIds": ["s2"] * 3}},
        "wicket",
    ),
}
REFUSED_FACTS: dict[str, tuple[Json, str]] = {
    "an emoji with a variation selector": ({"type": "play_stopped", "reason": UMBRELLA}, "reason"),
    "two lines": ({"type": "play_stopped", "reason": "rain\nand wind"}, "reason"),
    "a leading blank": ({"type": "play_resumed", "reason": " dry"}, "reason"),
    "a leading combining accent": ({"type": "play_resumed", "reason": "\u0301e"}, "reason"),
    "emoji of two UTF-16 units": ({"type": "play_stopped", "reason": EMOJI * 101}, "reason"),
    "a law": ({"type": "penalty_awarded", "toTeamId": "south-1", "runs": 5, "law": "41\t3"}, "law"),
    "a method": ({"type": "match_closed", "outcome": "abandoned", "method": "\u2066x"}, "method"),
    "a target": ({"type": "target_revised", "target": 10_000}, "target"),
    "a par": ({"type": "target_revised", "target": 100, "par": 10_000}, "par"),
}
FOUR = {"overNumber": 0, "ballInOver": 1, "bowlerId": "s1", "runsOffBat": 4} | {
    "strikerId": "n1",
    "nonStrikerId": "n2",
}
REASON = "action.reason"
ALLOWED_NOTES = {
    "empty": "",
    "several lines": "dropped\n\tat slip",
    "an emoji": f"{EMOJI} \u2614",
    "the maximum of emoji": EMOJI * 500,
    "Urdu with a joiner": "\u0645\u06cc\u200c\u06a9\u0646\u062f",
    "Sinhala with a joiner": "\u0d9a\u0dca\u200d\u0dbb",
    "Bengali with a joiner": "\u09b0\u200d\u09cd\u09af",
}


@pytest.fixture(scope="module")
async def open_match(project: Project, gateway: Gateway) -> str:
    """Return a match whose first innings is open."""
    match_id = project.add_match()
    await gateway.phone(SCORER).open_innings(match_id)
    return match_id


@pytest.mark.parametrize(("fields", "field"), REFUSED_BALLS.values(), ids=REFUSED_BALLS)
async def test_a_ball_that_the_rules_would_refuse_names_its_field(
    scorer: Phone, open_match: str, fields: Json, field: str
) -> None:
    body = problem(await scorer.post_ball(open_match, **fields), 422, "bad_field")
    assert (body["field"], body["errors"][0]["field"]) == (field, field)


@pytest.mark.parametrize(("fields", "field"), REFUSED_FACTS.values(), ids=REFUSED_FACTS)
async def test_a_fact_that_the_rules_would_refuse_names_its_field(
    scorer: Phone, open_match: str, fields: Json, field: str
) -> None:
    answer = await scorer.post(f"/innings/{open_match}:1/facts", fields)
    assert problem(answer, 422, "bad_field")["field"] == field


@pytest.mark.parametrize("note", ALLOWED_NOTES.values(), ids=ALLOWED_NOTES)
async def test_a_note_that_the_rules_allow_is_recorded(
    scorer: Phone, open_match: str, note: str
) -> None:
    answer = await scorer.post_ball(open_match, note=note, extras={"wide": 1})
    assert answer.status_code == 201, answer.text


async def test_a_void_that_the_rules_would_refuse_names_its_reason(
    scorer: Phone, open_match: str
) -> None:
    for reason in (UMBRELLA, EMOJI * 251):
        answer = await scorer.post(f"/balls/{open_match}:1_1/void", {"reason": reason})
        assert problem(answer, 422, "bad_field")["field"] == "reason"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"target": 10_000}, "target"),
        ({"powerplays": [{"type": "d\u00e9but", "fromOver": 0, "toOver": 5}]}, "powerplays.0.type"),
    ],
    ids=["a target", "a powerplay"],
)
async def test_an_opening_that_the_rules_would_refuse_names_its_field(
    scorer: Phone, open_match: str, fields: Json, field: str
) -> None:
    answer = await scorer.post("/innings", {"matchId": open_match, **fields})
    assert problem(answer, 422, "bad_field")["field"] == field


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reason": UMBRELLA}, "reason"),
        ({"evidence": "seen\r\ntwice"}, "evidence"),
        ({"accepts": "action", "action": {**FOUR, "by": "umpire"}}, "action.by"),
        ({"accepts": "action", "action": {"type": "play_stopped", "reason": UMBRELLA}}, REASON),
    ],
    ids=["a reason", "evidence", "an unknown field of a ball", "a fact"],
)
async def test_a_ruling_that_the_rules_would_refuse_names_its_field(
    project: Project, gateway: Gateway, fields: Json, field: str
) -> None:
    match_id = project.add_match(validationTier="DUAL")
    path = f"/scoring/disputes/{seed_dispute(project, match_id)}/resolve"
    answer = await gateway.phone(UMPIRE).post(path, RULING | fields)
    assert problem(answer, 422, "bad_field")["field"] == field


def test_the_json_schema_contains_the_pattern_of_an_id() -> None:
    match_id_schema = Opening.model_json_schema()["properties"]["matchId"]
    assert match_id_schema["pattern"] == f"^({ID_PATTERN})$"
