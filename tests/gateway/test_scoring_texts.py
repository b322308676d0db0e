"""What the security rules would refuse of a text or a number is refused before, with its field."""

from __future__ import annotations

import pytest

from scrbrd.domain.identifiers import ID_PATTERN
from scrbrd.domain.json_types import Json
from scrbrd_gateway.scoring.bodies import Opening
from tests.gateway.ground import Gateway, Ground, Phone, problem
from tests.gateway.test_scoring_books import RULED, dispute
from tests.rules.cast import SCORER, UMPIRE

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("rules")]

UMBRELLA = "rain \u2614\ufe0f"
"""As a phone's keyboard writes it: with a mark behind the sign that asks for its colours."""

EMOJI = "\U0001f3cf"
BALLS: dict[str, tuple[Json, str]] = {
    "an emoji with its mark": ({"note": UMBRELLA}, "note"),
    "a family joined": ({"note": "\U0001f468\u200d\U0001f469"}, "note"),
    "lines of Windows": ({"note": "edge\r\ndropped"}, "note"),
    "a review's direction": ({"review": {"by": "a\u202eb"}}, "review.by"),
    "a review in a word": ({"review": "\u200bout"}, "review"),
    "a review that is long as a whole": (
        {"review": {"by": "b" * 300, "type": "t" * 300}},
        "review",
    ),
    "a point far outside": ({"shotData": {"coordinates": {"x": 1e6, "y": 0}}}, "shotData"),
    "more fielders than there are": (
        {"wicket": {"type": "caught", "fielderIds": ["s1"] * 5, "assistFielderIds": ["s2"] * 3}},
        "wicket",
    ),
}
FACTS: dict[str, tuple[Json, str]] = {
    "an emoji with its mark": ({"type": "play_stopped", "reason": UMBRELLA}, "reason"),
    "two lines": ({"type": "play_stopped", "reason": "rain\nand wind"}, "reason"),
    "a blank before it": ({"type": "play_resumed", "reason": " dry"}, "reason"),
    "an accent alone": ({"type": "play_resumed", "reason": "\u0301e"}, "reason"),
    "emoji that are two each": ({"type": "play_stopped", "reason": EMOJI * 101}, "reason"),
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
LET_IN = {
    "nothing": "",
    "lines": "dropped\n\tat slip",
    "an emoji": f"{EMOJI} \u2614",
    "as many emoji as may be": EMOJI * 500,
    "Urdu with a joiner": "\u0645\u06cc\u200c\u06a9\u0646\u062f",
    "Sinhala with a joiner": "\u0d9a\u0dca\u200d\u0dbb",
    "Bengali with a joiner": "\u09b0\u200d\u09cd\u09af",
}


@pytest.fixture(scope="module")
async def opened(ground: Ground, gateway: Gateway) -> str:
    """A match whose first innings is open."""
    match_id = ground.match()
    await gateway.phone(SCORER).open(match_id)
    return match_id


@pytest.mark.parametrize(("fields", "field"), BALLS.values(), ids=BALLS)
async def test_a_ball_that_the_rules_would_refuse_names_its_field(
    scorer: Phone, opened: str, fields: Json, field: str
) -> None:
    body = problem(await scorer.ball(opened, **fields), 422, "bad_field")
    assert (body["field"], body["errors"][0]["field"]) == (field, field)


@pytest.mark.parametrize(("fields", "field"), FACTS.values(), ids=FACTS)
async def test_a_fact_that_the_rules_would_refuse_names_its_field(
    scorer: Phone, opened: str, fields: Json, field: str
) -> None:
    answer = await scorer.post(f"/innings/{opened}:1/facts", fields)
    assert problem(answer, 422, "bad_field")["field"] == field


@pytest.mark.parametrize("note", LET_IN.values(), ids=LET_IN)
async def test_what_the_rules_let_in_is_recorded(scorer: Phone, opened: str, note: str) -> None:
    answer = await scorer.ball(opened, note=note, extras={"wide": 1})
    assert answer.status_code == 201, answer.text


async def test_the_reason_of_a_void_names_itself(scorer: Phone, opened: str) -> None:
    for reason in (UMBRELLA, EMOJI * 251):
        answer = await scorer.post(f"/balls/{opened}:1_1/void", {"reason": reason})
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
    scorer: Phone, opened: str, fields: Json, field: str
) -> None:
    answer = await scorer.post("/innings", {"matchId": opened, **fields})
    assert problem(answer, 422, "bad_field")["field"] == field


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reason": UMBRELLA}, "reason"),
        ({"evidence": "seen\r\ntwice"}, "evidence"),
        ({"accepts": "action", "action": {**FOUR, "by": "umpire"}}, "action.by"),
        ({"accepts": "action", "action": {"type": "play_stopped", "reason": UMBRELLA}}, REASON),
    ],
    ids=["a reason", "evidence", "a field of no ball", "a fact"],
)
async def test_a_ruling_that_the_rules_would_refuse_names_its_field(
    ground: Ground, gateway: Gateway, fields: Json, field: str
) -> None:
    match_id = ground.match(validationTier="DUAL")
    path = f"/scoring/disputes/{dispute(ground, match_id)}/resolve"
    answer = await gateway.phone(UMPIRE).post(path, RULED | fields)
    assert problem(answer, 422, "bad_field")["field"] == field


def test_the_document_says_what_an_id_is() -> None:
    received = Opening.model_json_schema()["properties"]["matchId"]
    assert received["pattern"] == f"^({ID_PATTERN})$"
