"""What a scorer's next ball is planned on stays in memory, however many matches strangers read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from scrbrd.adapters import paths
from scrbrd_gateway.identity import Identity
from scrbrd_gateway.scoring.bodies import NOTHING, Ball
from scrbrd_gateway.scoring.firestore import StoredDocument
from scrbrd_gateway.scoring.kept_matches import KeptMatches
from scrbrd_gateway.scoring.matches import Matches
from scrbrd_gateway.scoring.planning import plan_ball
from scrbrd_gateway.scoring.service import Caller, Destination, Scoring
from tests.fakes.small_match import ball, lineup_documents, match_document, started
from tests.gateway.test_scoring_reading import BEGAN, Clock, Shelf

MOST = 16
SCORER = Caller(Identity("ann", datetime(2100, 1, 1, tzinfo=UTC), {}), "token")


def kept(values: KeptMatches[int], names: list[str]) -> list[str]:
    return [name for name in names if values.get(name) is not None]


def test_of_matches_that_are_read_the_longest_unused_goes() -> None:
    values: KeptMatches[int] = KeptMatches(2)
    for name in ("a", "b", "a", "c"):
        values.keep(name, 1)
    assert kept(values, ["a", "b", "c"]) == ["a", "c"]


def test_what_is_read_gives_way_before_what_is_scored() -> None:
    values: KeptMatches[int] = KeptMatches(MOST)
    for name in ("first", "second"):
        values.keep(name, 1)
        values.note_scored(name)
    for number in range(3 * MOST):
        values.keep(str(number), number)
    assert kept(values, ["first", "second"]) == ["first", "second"]
    assert (len(values), values.get(str(3 * MOST - 1))) == (MOST, 3 * MOST - 1)


def test_of_more_scored_matches_than_may_be_kept_the_longest_unused_goes() -> None:
    values: KeptMatches[int] = KeptMatches(MOST)
    for number in range(MOST + 2):
        values.keep(str(number), number)
        values.note_scored(str(number))
    values.note_scored("unknown")
    values.keep("read", 1)
    assert kept(values, ["0", "1", "2", "3", "unknown", "read"]) == ["3", "read"]
    assert len(values) == MOST


class Ground(Shelf):
    """Any number of matches with the same log, which records what is committed."""

    async def get(self, path: str, _token: str | None) -> StoredDocument | None:
        """Return any match; nobody's role."""
        return None if "/" in path.removeprefix("matches/") else self.match

    async def commit(self, writes: Any, _token: str) -> datetime:
        """Write a new action or a void."""
        for each in writes:
            name = each.path.rpartition("/")[2]
            known = self.log[name].fields if name in self.log else {}
            self.put(name, {**known, **each.fields})
        return BEGAN


@pytest.mark.anyio
@pytest.mark.parametrize("recorded", ["a ball", "a void"])
async def test_strangers_push_no_log_out_that_is_scored_here(recorded: str) -> None:
    ground = Ground()
    assert ground.match is not None
    ground.match = replace(ground.match, fields=match_document())
    ground.lineups = lineup_documents()
    ground.put("1_1", {**started(), "recordedBy": "ann", "recordedAs": "scorer_neutral"})
    ground.put("1_2", {**ball(2, 1), "recordedBy": "ann", "recordedAs": "scorer_neutral"})
    scoring = Scoring(ground, lambda: BEGAN, Matches(ground, Clock(), most_logs=MOST))
    if recorded == "a ball":
        body = Ball.model_validate({"runsOffBat": 1})
        await scoring.append(
            Destination("m1"), SCORER, body, "n-1", lambda log, by: plan_ball(log, 1, body, by), 1
        )
    else:
        await scoring.set_voided(Destination("m1"), SCORER, "1_2", NOTHING, is_voided=True)
    for number in range(2 * MOST):
        await scoring.matches.read(f"strange-{number}", None)
    ground.requested.clear()
    await scoring.matches.read("m1", SCORER.token)
    [(collection, where)] = ground.requested
    assert collection == paths.scoring_actions("m1").rpartition("/")[2]
    assert where is not None, "the whole log was read again"
