"""Tests the rules of leases, without a store."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrbrd_ingest.policy.leases import (
    NOBODY,
    LeaseStatus,
    StoredLease,
    Tenure,
    may_renew,
    number_to_take,
    renew_every,
)
from tests.ingest.virtual import NOON

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["take", "renew", "release"]),
        st.sampled_from("abc"),
        st.floats(0.0, 20.0),
    ),
    max_size=60,
)


@given(STEPS)
def test_fence_numbers_only_grow_and_one_process_holds_the_lease_at_a_time(
    steps: list[tuple[str, str, float]],
) -> None:
    stored: StoredLease | None = None
    fences, now = list[int](), NOON
    fence_by_holder: dict[str, int] = {}
    for step, holder, seconds in steps:
        now += timedelta(seconds=seconds)
        previous = stored
        if step == "take" and (fence := number_to_take(stored, holder, now)) is not None:
            fences.append(fence)
            fence_by_holder[holder] = fence
            stored = StoredLease(holder, fence, 15.0, now)
            assert previous is None or not previous.is_held(now) or previous.holder == holder
        elif (
            stored
            and holder in fence_by_holder
            and may_renew(stored, holder, fence_by_holder[holder], now)
        ):
            fields = ("", 0.0) if step == "release" else (holder, 15.0)
            stored = StoredLease(fields[0], stored.fence, fields[1], now)
    assert fences == list(range(1, len(fences) + 1))


def test_a_lease_is_held_for_its_duration_by_the_servers_clock() -> None:
    stored = StoredLease("a", 7, 15.0, NOON)
    end = NOON + timedelta(seconds=15)
    assert number_to_take(stored, "b", end - timedelta(microseconds=1)) is None
    assert number_to_take(stored, "b", end) == 8
    assert not may_renew(stored, "a", 7, end), "lapsed: to be taken anew"
    assert not may_renew(stored, "a", 6, NOON)
    assert number_to_take(StoredLease(NOBODY, 7, 0.0, NOON), "b", NOON) == 8


def test_a_holder_counts_its_lease_from_the_time_when_the_write_was_sent() -> None:
    tenure = Tenure()
    assert tenure.status(0.0) is LeaseStatus.WAITING
    tenure = tenure.after_taking(3, 15.0, sent_at=100.0)
    assert tenure.status(114.9) is LeaseStatus.HOLDING
    assert tenure.status(115.0) is LeaseStatus.LAPSED
    tenure = tenure.after_renewal(105.0)
    assert tenure.after_renewal(101.0) == tenure, "an older answer takes nothing away"
    assert tenure.status(119.9) is LeaseStatus.HOLDING
    assert tenure.after_loss().status(105.0) is LeaseStatus.LAPSED
    with pytest.raises(ValueError, match="number 3 is not newer than 3"):
        tenure.after_taking(3, 15.0, 120.0)
    assert renew_every(15.0) == 5.0
