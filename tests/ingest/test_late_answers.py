"""Answers that come late, such as out of a cache: they count as not given."""

from __future__ import annotations

from dataclasses import replace

from scrbrd_ingest.model import Phase
from scrbrd_ingest.ports import Want
from tests.ingest.followed import Ground
from tests.ingest.memory import polled


def test_a_last_answer_that_was_too_late_is_asked_for_again_before_a_match_ends() -> None:
    ground = Ground()
    ground.alpha.window = 30
    ground.tell(len(ground.events), step=25)
    ground.alpha.phase = Phase.FINISHED
    polled(ground.follower)
    ground.alpha.sequence -= 10
    assert not polled(ground.follower).is_final
    ground.alpha.sequence += 10
    changed = ground.events[5]
    revised = replace(changed, action={**changed.action, "runsOffBat": 3, "boundary": False})
    ground.alpha.events = [revised if each is changed else each for each in ground.events]
    assert polled(ground.follower).is_final
    assert ground.alpha.asks[-1].want is Want.WHOLE
    [correction] = [each for each in ground.store.known.log.values() if each.corrects]
    assert correction.provider_event_id == changed.id
