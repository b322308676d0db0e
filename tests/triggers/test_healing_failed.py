"""A run of the healing in which a match failed: what the run itself ends with."""

from __future__ import annotations

import pytest

from scrbrd.handlers.reconcile import Reconciled
from scrbrd.triggers import healing

TRACE = "Traceback (most recent call last):\n  a line of the code\nValueError: of this document"
FAILED = Reconciled("m2", error="ValueError: of this document", trace=TRACE)


def test_the_run_fails_and_names_the_first_match_that_did() -> None:
    with pytest.raises(RuntimeError) as failed:
        healing.log_summary("reconcile_live", [Reconciled("m1", ("missing",)), FAILED], waiting=0)
    assert str(failed.value) == "reconcile_live: 1 matches failed, first m2"


def test_a_run_in_which_none_failed_ends_well() -> None:
    healing.log_summary("reconcile_older", [Reconciled("m1", ("missing",))])
