"""Folds the log of a stored match up to an action. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from admin.stored_match.read import StoredMatch
from scrbrd.domain.actions import action_id
from scrbrd.domain.effective import LogEntry, effective_log
from scrbrd.domain.places import Place
from scrbrd.handlers.refold.match_fold import progress_after
from scrbrd.projections.live.documents import LiveScore, as_document
from scrbrd.projections.live.live_score import live_score


def score_at(
    stored: StoredMatch, entries: Mapping[Place, LogEntry], last: Place
) -> tuple[LiveScore, dict[str, Any]]:
    """Return the score at place `last`, as a value and as a document.

    Actions count in their present state: voided ones do not, and a correction only if it is among
    those up to `last`.
    """
    inputs = stored.inputs
    log = effective_log(entries[place] for place in entries if place <= last)
    progress = progress_after(inputs, log.actions)
    score = live_score(progress.state, inputs, action_id(*last), progress.feed_state)
    return score, as_document(score)
