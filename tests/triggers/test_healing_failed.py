"""Tests the outcome of a reconcile run in which a match failed."""

from __future__ import annotations

import pytest

from scrbrd.handlers.reconcile import Reconciled
from scrbrd.triggers import repair

TRACE = "Traceback (most recent call last):\n  a line of the code\nValueError: of this document"
FAILED = Reconciled("m2", error="ValueError: of this document", trace=TRACE)


def test_a_run_with_a_failed_match_raises_and_names_the_first_one() -> None:
    with pytest.raises(RuntimeError) as raised:
        repair.log_summary("reconcile_live", [Reconciled("m1", ("missing",)), FAILED], waiting=0)
    assert str(raised.value) == "reconcile_live: 1 matches failed, first m2"


def test_a_run_without_a_failed_match_succeeds() -> None:
    repair.log_summary("reconcile_older", [Reconciled("m1", ("missing",))])
