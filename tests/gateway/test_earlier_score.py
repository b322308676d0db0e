"""The score as it was at an action is what the operators' command line says."""

from __future__ import annotations

from admin.logfile import load_match
from admin.stored_match.earlier_score import score_at as score_of_operators
from admin.stored_match.read import StoredMatch
from devtools.toolchain.layout import ROOT
from scrbrd.domain.effective import place_of
from scrbrd_gateway.earlier_score import StoredLog, score_at

EVERY = 25


def test_it_is_what_operators_see() -> None:
    log = load_match(ROOT / "scripts" / "matches" / "1355625.log")
    stored = StoredMatch(log.match_id, log.match, log.lineups)
    entries = {place_of(each): each for each in log.actions}
    seen = StoredLog(stored.inputs, entries)
    places = sorted(entries)[::EVERY]
    assert len(places) > 5
    for place in places:
        assert score_at(seen, place) == score_of_operators(stored, entries, place)[1]


def test_an_empty_log_has_no_last_action() -> None:
    log = load_match(ROOT / "scripts" / "matches" / "1355625.log")
    inputs = StoredMatch(log.match_id, log.match, log.lineups).inputs
    assert StoredLog(inputs, {}).last is None
