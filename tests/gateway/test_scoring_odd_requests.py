"""Names, numbers and bodies that no scorer means: each is refused in words, none is our failure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from scrbrd.domain.json_types import Json
from tests.gateway.ground import Gateway, Ground, Phone, made, problem
from tests.gateway.test_scoring_books import EVENTS, RULED, dispute, started
from tests.rules.cast import SCORER, UMPIRE

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("rules")]

FIRST_DAY = "0001-01-01T00:00:00+14:00"
JSON = "application/json"
SCORE = {"type": "score_agreed", "runs": 0, "wickets": 0, "legalBalls": 0, "at": "over"}


@pytest.fixture(scope="module")
async def opened(ground: Ground, gateway: Gateway) -> str:
    """A match whose first innings is open."""
    match_id = ground.match()
    await gateway.phone(SCORER).open(match_id)
    return match_id


@pytest.fixture
def in_books(ground: Ground) -> str:
    """A match that two scorers keep."""
    return ground.match(validationTier="DUAL")


async def posted(phone: Phone, match_id: str, content: bytes, kind: str | None) -> httpx.Response:
    """Post a body as it is."""
    headers = phone._bearer() | ({} if kind is None else {"Content-Type": kind})
    path = f"/api/v1/cricket/innings/{match_id}:1/balls"
    return await phone.client.post(path, content=content, headers=headers)


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded"])
async def test_a_body_must_say_that_it_is_json(
    scorer: Phone, opened: str, kind: str | None
) -> None:
    problem(await posted(scorer, opened, b"{}", kind), 415, "unsupported_media_type")


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "application/merge-patch+json"]
)
async def test_a_body_is_json_by_its_suffix_too(scorer: Phone, opened: str, kind: str) -> None:
    problem(await posted(scorer, opened, b'{"over": 1}', kind), 422, "bad_field")


@pytest.mark.parametrize(
    "content",
    [b"{", b"\xff\xfe", b"[" * 30_000, b'{"a":' * 9_000, b'{"runsOffBat":' + b"9" * 5_000 + b"}"],
    ids=["cut", "no UTF-8", "deep", "deep objects", "a long number"],
)
async def test_json_that_cannot_be_read_is_said(scorer: Phone, opened: str, content: bytes) -> None:
    problem(await posted(scorer, opened, content, JSON), 400, "bad_json")


@pytest.mark.parametrize("number", [None, 1, 2])
async def test_an_innings_is_not_opened_twice_and_the_law_is_named(
    scorer: Phone, opened: str, number: int | None
) -> None:
    fields = {"matchId": opened} | ({} if number is None else {"inningsNumber": number})
    code = "innings_started_twice" if number == 1 else "innings_not_closed"
    body = problem(await scorer.post("/innings", fields), 422, code)
    assert body["law"] == "Law 13"


async def test_a_number_that_firestore_does_not_hold_is_refused(
    scorer: Phone, in_books: str
) -> None:
    made(await scorer.post(EVENTS, started(in_books)))
    ledger = {"ledgerNumber": 10**30, "ledgerHead": "a" * 64}
    answer = await scorer.post(EVENTS, {"matchId": in_books, **SCORE, **ledger})
    problem(answer, 422, "bad_value")


async def test_nothing_stands_for_an_action_that_is_not_there(scorer: Phone, opened: str) -> None:
    for what in ("void", "redo", "correct"):
        problem(await scorer.post(f"/balls/{opened}:1_99/{what}"), 404, "not_found")


@pytest.mark.parametrize("fields", [{}, {"at": "over"}], ids=["a ball", "a statement"])
async def test_a_time_at_the_end_of_the_calendar_is_refused(
    scorer: Phone, in_books: str, fields: Json
) -> None:
    made(await scorer.post(EVENTS, started(in_books)))
    entry = {"matchId": in_books, "timestamp": FIRST_DAY} | (SCORE if fields else {})
    assert problem(await scorer.post(EVENTS, entry), 422, "bad_field")["field"] == "timestamp"


@pytest.mark.parametrize(
    "moment",
    [1_800_000_000, 5.5, True, "1748700000", "2200-01-01T00:00:00Z", "1899-12-31T23:59:59Z"],
    ids=str,
)
async def test_a_time_is_a_text_and_of_these_centuries(
    scorer: Phone, opened: str, moment: Any
) -> None:
    answer = await scorer.ball(opened, timestamp=moment)
    assert problem(answer, 422, "bad_field")["field"] == "timestamp"


@pytest.mark.parametrize("reason", ["declared", "all_out", "abandoned"])
async def test_what_was_not_opened_does_not_end(ground: Ground, scorer: Phone, reason: str) -> None:
    match_id = ground.match()
    path = f"/innings/{match_id}:1/end"
    problem(await scorer.post(path, {"reason": reason}), 409, "innings_not_open")
    made(await scorer.post(path, {"reason": "forfeited"}))


@pytest.mark.parametrize("name", ["..", ".", "__x__", "x" * 1_600, "日本"])
async def test_an_odd_dispute_is_not_known(gateway: Gateway, in_books: str, name: str) -> None:
    phone = gateway.phone(UMPIRE)
    for dispute_id in (f"{in_books}:{name}", f"{name}:1_1"):
        path = f"/scoring/disputes/{dispute_id}/resolve"
        problem(await phone.post(path, RULED), 404, "not_found")


async def test_an_unknown_match_has_no_disputes(gateway: Gateway) -> None:
    answer = await gateway.phone(UMPIRE).get("/scoring/disputes", match="no-such-match")
    problem(answer, 404, "not_found")


def nested(depth: int) -> Json:
    """A map in a map, and so on."""
    return {"a": nested(depth - 1)} if depth else {}


@pytest.mark.parametrize(
    "action", [nested(30), {"x": 10**40}, {"x": [[1]]}], ids=["deep", "large", "a list in a list"]
)
async def test_a_ball_that_cannot_be_stored_is_not_ruled(
    ground: Ground, gateway: Gateway, in_books: str, action: dict[str, Any]
) -> None:
    path = f"/scoring/disputes/{dispute(ground, in_books)}/resolve"
    fields = RULED | {"accepts": "action", "action": action}
    assert (
        problem(await gateway.phone(UMPIRE).post(path, fields), 422, "bad_field")["field"]
        == "action"
    )


async def test_a_figure_that_is_no_number_is_read_as_null(ground: Ground, scorer: Phone) -> None:
    """An app may have written it itself: the rules look at no figure of the wagon wheel."""
    match_id = ground.match()
    await scorer.open(match_id)
    ball = made(await scorer.ball(match_id))["action"]
    point = {"coordinates": {"x": float("nan"), "y": float("inf")}}
    stored = {**ball, "id": "1_3", "sequenceNumber": 3, "nonce": "n3", "shotData": point}
    stored |= {"updatedAt": datetime.now(UTC)}
    ground.seed({f"matches/{match_id}/scoring_actions/1_3": stored})
    balls = (await scorer.get(f"/innings/{match_id}:1/balls")).json()["balls"]
    assert balls[1]["shotData"] == {"coordinates": {"x": None, "y": None}}


async def test_an_action_that_cannot_be_read_is_voided(ground: Ground, scorer: Phone) -> None:
    """An app of another version may have written it: it holds its place, and somebody mends it."""
    match_id = ground.match()
    await scorer.open(match_id)
    ball = made(await scorer.ball(match_id))["action"]
    stored = {**ball, "id": "1_3", "sequenceNumber": 3, "nonce": "n3", "runsOffBat": "four"}
    ground.seed(
        {f"matches/{match_id}/scoring_actions/1_3": stored | {"updatedAt": datetime.now(UTC)}}
    )
    answer = await scorer.post(f"/balls/{match_id}:1_3/void", {"reason": "no runs"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["action"]["isVoided"] is True
    balls = (await scorer.get(f"/innings/{match_id}:1/balls")).json()["balls"]
    assert [(each["id"], each["counts"]) for each in balls] == [("1_2", True), ("1_3", False)]


@pytest.mark.parametrize("change", [{"id": None}, {"id": "9_9"}], ids=["none", "another"])
async def test_an_actions_id_is_its_documents_name(
    ground: Ground, scorer: Phone, change: Json
) -> None:
    match_id = ground.match()
    await scorer.open(match_id)
    path, fields = f"/innings/{match_id}:1/facts", {"type": "play_stopped"}
    fact = made(await scorer.post(path, fields, "one"))["action"]
    stored = fact | {"updatedAt": datetime.now(UTC)} | change
    stored = {name: value for name, value in stored.items() if value is not None}
    ground.seed({f"matches/{match_id}/scoring_actions/1_2": stored})
    for answer in (
        await scorer.post(f"/balls/{match_id}:1_2/void"),
        await scorer.post(f"/balls/{match_id}:1_2/redo"),
        await scorer.post(path, fields, "one"),
    ):
        assert answer.status_code == 200, answer.text
        assert (answer.json()["id"], answer.json()["action"]["id"]) == (f"{match_id}:1_2", "1_2")


@pytest.mark.parametrize("number", [b"NaN", b"-Infinity", b"1e400"])
@pytest.mark.parametrize("field", ["reason", "no_such_field"])
async def test_a_number_that_is_none_is_not_passed_over(
    scorer: Phone, opened: str, field: str, number: bytes
) -> None:
    content = b'{"type": "play_stopped", "%s": %s}' % (field.encode(), number)
    headers = scorer._bearer() | {"Content-Type": JSON}
    path = f"/api/v1/cricket/innings/{opened}:1/facts"
    answer = await scorer.client.post(path, content=content, headers=headers)
    assert problem(answer, 422, "bad_field")["field"] == field


@pytest.mark.parametrize("review", [1, {"umpiresCall": 1}, {"who": "n1"}], ids=str)
async def test_a_wrong_review_is_named_as_the_client_wrote_it(
    scorer: Phone, opened: str, review: Any
) -> None:
    body = problem(await scorer.ball(opened, review=review), 422, "bad_field")
    names = {"review", "review.umpiresCall", "review.who"}
    assert {each["field"] for each in body["errors"]} <= names
