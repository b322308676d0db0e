"""Tests odd ids, numbers and bodies: each is refused with a problem; none is a server error."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from scrbrd.domain.json_types import Json
from tests.gateway.scoring_project import Gateway, Phone, Project, body_201, problem
from tests.gateway.test_scoring_books import EVENTS, RULING, innings_started_body, seed_dispute
from tests.rules.cast import SCORER, UMPIRE

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("rules")]

FIRST_YEAR_TIME = "0001-01-01T00:00:00+14:00"
JSON = "application/json"
SCORE = {"type": "score_agreed", "runs": 0, "wickets": 0, "legalBalls": 0, "at": "over"}


@pytest.fixture(scope="module")
async def open_match(project: Project, gateway: Gateway) -> str:
    """Return a match whose first innings is open."""
    match_id = project.add_match()
    await gateway.phone(SCORER).open_innings(match_id)
    return match_id


@pytest.fixture
def match_in_books(project: Project) -> str:
    """Return a match that two scorers record in books."""
    return project.add_match(validationTier="DUAL")


async def post_raw_body(
    phone: Phone, match_id: str, content: bytes, content_type: str | None
) -> httpx.Response:
    """Post a body unchanged, with a content type or none."""
    headers = phone._bearer() | ({} if content_type is None else {"Content-Type": content_type})
    path = f"/api/v1/cricket/innings/{match_id}:1/balls"
    return await phone.client.post(path, content=content, headers=headers)


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/x-www-form-urlencoded"])
async def test_a_body_without_a_json_content_type_is_refused(
    scorer: Phone, open_match: str, content_type: str | None
) -> None:
    problem(
        await post_raw_body(scorer, open_match, b"{}", content_type), 415, "unsupported_media_type"
    )


@pytest.mark.parametrize("coding", ["gzip", "br", "identity, deflate"])
async def test_a_compressed_body_is_refused_with_the_coding_that_is_accepted(
    scorer: Phone, open_match: str, coding: str
) -> None:
    path = f"/api/v1/cricket/innings/{open_match}:1/balls"
    headers = {**scorer._bearer(), "Content-Type": JSON, "Content-Encoding": coding}
    content = gzip.compress(b'{"runsOffBat": 1}')
    answer = await scorer.client.post(path, content=content, headers=headers)
    assert "Content-Encoding" in problem(answer, 415, "unsupported_media_type")["detail"]
    assert answer.headers["accept-encoding"] == "identity"
    headers["Content-Encoding"] = "Identity"
    answer = await scorer.client.post(path, content=b'{"over": 1}', headers=headers)
    problem(answer, 422, "bad_field")


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "application/merge-patch+json"]
)
async def test_a_json_content_type_with_parameters_or_a_suffix_is_accepted(
    scorer: Phone, open_match: str, content_type: str
) -> None:
    problem(await post_raw_body(scorer, open_match, b'{"over": 1}', content_type), 422, "bad_field")


@pytest.mark.parametrize(
    "content",
    [b"{", b"\xff\xfe", b"[" * 30_000, b'{"a":' * 9_000, b'{"runsOffBat":' + b"9" * 5_000 + b"}"],
    ids=["incomplete", "invalid UTF-8", "deep", "deep objects", "a long number"],
)
async def test_malformed_json_is_refused(scorer: Phone, open_match: str, content: bytes) -> None:
    problem(await post_raw_body(scorer, open_match, content, JSON), 400, "bad_json")


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b'{"runsOffBat": 1, "runsOffBat": 4}', "runsOffBat"),
        (b'{"extras": {"wide": 1, "bye": 1, "wide": 2}}', "wide"),
        (b'{"\\ud800": 1, "\\ud800": 2}', "?"),
    ],
    ids=["twice", "nested", "no character"],
)
async def test_a_field_that_a_body_holds_twice_is_named(
    scorer: Phone, open_match: str, content: bytes, field: str
) -> None:
    refusal = problem(await post_raw_body(scorer, open_match, content, JSON), 422, "bad_field")
    assert refusal["field"] == field


async def test_a_body_of_another_character_set_is_refused_with_the_reason(
    scorer: Phone, open_match: str
) -> None:
    content = '{"runsOffBat": 1, "note": "Noël"}'.encode("latin-1")
    refusal = problem(await post_raw_body(scorer, open_match, content, JSON), 400, "bad_json")
    assert "UTF-8" in refusal["detail"]


@pytest.mark.parametrize("number", [None, 1, 2])
async def test_a_second_opening_of_an_innings_is_refused_with_the_law(
    scorer: Phone, open_match: str, number: int | None
) -> None:
    fields = {"matchId": open_match} | ({} if number is None else {"inningsNumber": number})
    code = "innings_started_twice" if number == 1 else "innings_not_closed"
    body = problem(await scorer.post("/innings", fields), 422, code)
    assert body["law"] == "Law 13"


async def test_a_number_too_large_for_firestore_is_refused(
    scorer: Phone, match_in_books: str
) -> None:
    body_201(await scorer.post(EVENTS, innings_started_body(match_in_books)))
    ledger = {"ledgerNumber": 10**30, "ledgerHead": "a" * 64}
    answer = await scorer.post(EVENTS, {"matchId": match_in_books, **SCORE, **ledger})
    problem(answer, 422, "bad_value")


async def test_requests_about_a_missing_action_are_not_found(
    scorer: Phone, open_match: str
) -> None:
    for verb in ("void", "redo", "correct"):
        problem(await scorer.post(f"/balls/{open_match}:1_99/{verb}"), 404, "not_found")


@pytest.mark.parametrize("fields", [{}, {"at": "over"}], ids=["a ball", "a statement"])
async def test_a_timestamp_in_the_first_year_is_refused(
    scorer: Phone, match_in_books: str, fields: Json
) -> None:
    body_201(await scorer.post(EVENTS, innings_started_body(match_in_books)))
    entry = {"matchId": match_in_books, "timestamp": FIRST_YEAR_TIME} | (SCORE if fields else {})
    assert problem(await scorer.post(EVENTS, entry), 422, "bad_field")["field"] == "timestamp"


@pytest.mark.parametrize(
    "moment",
    [1_800_000_000, 5.5, True, "1748700000", "2200-01-01T00:00:00Z", "1899-12-31T23:59:59Z"],
    ids=str,
)
async def test_a_timestamp_that_is_no_string_of_1900_to_2199_is_refused(
    scorer: Phone, open_match: str, moment: Any
) -> None:
    answer = await scorer.post_ball(open_match, timestamp=moment)
    assert problem(answer, 422, "bad_field")["field"] == "timestamp"


@pytest.mark.parametrize("reason", ["declared", "all_out", "abandoned"])
async def test_an_innings_that_was_not_opened_can_only_be_forfeited(
    project: Project, scorer: Phone, reason: str
) -> None:
    match_id = project.add_match()
    path = f"/innings/{match_id}:1/end"
    problem(await scorer.post(path, {"reason": reason}), 409, "innings_not_open")
    body_201(await scorer.post(path, {"reason": "forfeited"}))


@pytest.mark.parametrize("name", ["..", ".", "__x__", "x" * 1_600, "日本"])
async def test_an_invalid_dispute_id_is_not_found(
    gateway: Gateway, match_in_books: str, name: str
) -> None:
    phone = gateway.phone(UMPIRE)
    for dispute_id in (f"{match_in_books}:{name}", f"{name}:1_1"):
        path = f"/scoring/disputes/{dispute_id}/resolve"
        problem(await phone.post(path, RULING), 404, "not_found")


async def test_an_unknown_match_has_no_disputes(gateway: Gateway) -> None:
    answer = await gateway.phone(UMPIRE).get("/scoring/disputes", match="no-such-match")
    problem(answer, 404, "not_found")


def nested_map(depth: int) -> Json:
    """Return maps nested `depth` deep."""
    return {"a": nested_map(depth - 1)} if depth else {}


@pytest.mark.parametrize(
    "action",
    [nested_map(30), {"x": 10**40}, {"x": [[1]]}],
    ids=["deep", "large", "a list in a list"],
)
async def test_a_ruling_with_a_ball_that_cannot_be_stored_is_refused(
    project: Project, gateway: Gateway, match_in_books: str, action: dict[str, Any]
) -> None:
    path = f"/scoring/disputes/{seed_dispute(project, match_in_books)}/resolve"
    fields = RULING | {"accepts": "action", "action": action}
    assert (
        problem(await gateway.phone(UMPIRE).post(path, fields), 422, "bad_field")["field"]
        == "action"
    )


async def test_a_stored_infinite_or_nan_value_is_answered_as_null(
    project: Project, scorer: Phone
) -> None:
    """An app may have written the action itself; the rules do not check wagon wheel numbers."""
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    ball = body_201(await scorer.post_ball(match_id))["action"]
    point = {"coordinates": {"x": float("nan"), "y": float("inf")}}
    stored = {**ball, "id": "1_3", "sequenceNumber": 3, "nonce": "n3", "shotData": point}
    stored |= {"updatedAt": datetime.now(UTC)}
    project.seed({f"matches/{match_id}/scoring_actions/1_3": stored})
    balls = (await scorer.get(f"/innings/{match_id}:1/balls")).json()["balls"]
    assert balls[1]["shotData"] == {"coordinates": {"x": None, "y": None}}


async def test_an_action_that_cannot_be_read_can_be_voided(project: Project, scorer: Phone) -> None:
    """An app of another version may have written it: it keeps its place until it is voided."""
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    ball = body_201(await scorer.post_ball(match_id))["action"]
    stored = {**ball, "id": "1_3", "sequenceNumber": 3, "nonce": "n3", "runsOffBat": "four"}
    project.seed(
        {f"matches/{match_id}/scoring_actions/1_3": stored | {"updatedAt": datetime.now(UTC)}}
    )
    answer = await scorer.post(f"/balls/{match_id}:1_3/void", {"reason": "no runs"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["action"]["isVoided"] is True
    balls = (await scorer.get(f"/innings/{match_id}:1/balls")).json()["balls"]
    assert [(each["id"], each["counts"]) for each in balls] == [("1_2", True), ("1_3", False)]


@pytest.mark.parametrize("change", [{"id": None}, {"id": "9_9"}], ids=["none", "another"])
async def test_the_id_of_an_action_is_the_name_of_its_document(
    project: Project, scorer: Phone, change: Json
) -> None:
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    path, fields = f"/innings/{match_id}:1/facts", {"type": "play_stopped"}
    fact = body_201(await scorer.post(path, fields, "one"))["action"]
    stored = fact | {"updatedAt": datetime.now(UTC)} | change
    stored = {name: value for name, value in stored.items() if value is not None}
    project.seed({f"matches/{match_id}/scoring_actions/1_2": stored})
    for answer in (
        await scorer.post(f"/balls/{match_id}:1_2/void"),
        await scorer.post(f"/balls/{match_id}:1_2/redo"),
        await scorer.post(path, fields, "one"),
    ):
        assert answer.status_code == 200, answer.text
        assert (answer.json()["id"], answer.json()["action"]["id"]) == (f"{match_id}:1_2", "1_2")


@pytest.mark.parametrize("number", [b"NaN", b"-Infinity", b"1e400"])
@pytest.mark.parametrize("field", ["reason", "no_such_field"])
async def test_a_non_finite_number_is_refused_with_its_field(
    scorer: Phone, open_match: str, field: str, number: bytes
) -> None:
    content = b'{"type": "play_stopped", "%s": %s}' % (field.encode(), number)
    headers = scorer._bearer() | {"Content-Type": JSON}
    path = f"/api/v1/cricket/innings/{open_match}:1/facts"
    answer = await scorer.client.post(path, content=content, headers=headers)
    assert problem(answer, 422, "bad_field")["field"] == field


@pytest.mark.parametrize("review", [1, {"umpiresCall": 1}, {"who": "n1"}], ids=str)
async def test_an_invalid_review_is_refused_with_the_fields_of_the_request(
    scorer: Phone, open_match: str, review: Any
) -> None:
    body = problem(await scorer.post_ball(open_match, review=review), 422, "bad_field")
    names = {"review", "review.umpiresCall", "review.who"}
    assert {each["field"] for each in body["errors"]} <= names
