"""Tests malformed tokens, as far as the emulator can show it.

Production verifies signature, audience and expiry before any rule runs. The emulator reads unsigned
tokens and verifies only their form, so it does not refuse an expired token.
"""

from __future__ import annotations

import pytest

from tests.rules.cast import MATCH, SCORER
from tests.rules.documents import delivery
from tests.rules.world import Create, World, unsigned_token, was_allowed

pytestmark = pytest.mark.xdist_group("rules")

BALL = Create(f"matches/{MATCH}/scoring_actions/1_4", delivery(MATCH, 1, 4, SCORER))
AN_HOUR = 3600


def test_the_same_ball_with_a_valid_token_is_accepted(world: World) -> None:
    assert was_allowed(world.commit(SCORER.bearer, BALL))
    world.remove([BALL.path])


@pytest.mark.parametrize(
    "bearer",
    ["garbage", "two.parts", "bm90.anNvbg.", SCORER.bearer[:-20], SCORER.bearer.rpartition(".")[0]],
    ids=["garbage", "two parts", "not JSON", "cut", "without its end"],
)
def test_a_malformed_token_is_refused_as_a_bad_request(world: World, bearer: str) -> None:
    assert world.commit(bearer, BALL).status_code == 400
    assert world.snapshot([BALL.path]) == [None]


@pytest.mark.parametrize("claims", [{"sub": "", "user_id": ""}, {"sub": None, "user_id": None}])
def test_a_token_without_a_user_is_treated_as_anonymous(
    world: World, claims: dict[str, str | None]
) -> None:
    bearer = unsigned_token(SCORER.uid, claims)
    assert not was_allowed(world.commit(bearer, BALL))
    assert world.snapshot([BALL.path]) == [None]


def test_the_emulator_accepts_an_expired_token_although_production_does_not(world: World) -> None:
    expired = unsigned_token(SCORER.uid, {"iat": AN_HOUR, "exp": 2 * AN_HOUR})
    assert was_allowed(world.commit(expired, BALL)), "it is refused now: make it a hostile twin"
    world.remove([BALL.path])
