"""The rules of leases, without a store."""

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
def test_numbers_only_grow_and_one_holds_at_a_time(steps: list[tuple[str, str, float]]) -> None:
    stored: StoredLease | None = None
    numbers, now = list[int](), NOON
    mine: dict[str, int] = {}
    for what, holder, seconds in steps:
        now += timedelta(seconds=seconds)
        before = stored
        if what == "take" and (fence := number_to_take(stored, holder, now)) is not None:
            numbers.append(fence)
            mine[holder] = fence
            stored = StoredLease(holder, fence, 15.0, now)
            assert before is None or not before.is_held(now) or before.holder == holder
        elif stored and holder in mine and may_renew(stored, holder, mine[holder], now):
            fields = ("", 0.0) if what == "release" else (holder, 15.0)
            stored = StoredLease(fields[0], stored.fence, fields[1], now)
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_lease_is_held_until_its_seconds_have_gone_by_the_servers_time() -> None:
    stored = StoredLease("a", 7, 15.0, NOON)
    end = NOON + timedelta(seconds=15)
    assert number_to_take(stored, "b", end - timedelta(microseconds=1)) is None
    assert number_to_take(stored, "b", end) == 8
    assert not may_renew(stored, "a", 7, end), "lapsed: to be taken anew"
    assert not may_renew(stored, "a", 6, NOON)
    assert number_to_take(StoredLease(NOBODY, 7, 0.0, NOON), "b", NOON) == 8


def test_a_holder_trusts_its_lease_from_when_the_write_was_sent() -> None:
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
