"""Tests the rain lines of a printed scorecard: announced figures and computed ones."""

from __future__ import annotations

import pytest

from admin.rain.card_lines import rain_lines
from scrbrd.projections.live.parts import DlsProjection

CARD_LINES = [
    pytest.param(None, [], id="no rain"),
    pytest.param(
        DlsProjection(method="D/L", edition="Standard", target=218, par=43, resources1=100.0,
                      resources2=86.8, announced_target=221),
        ["D/L, announced: target 221",
         "Duckworth-Lewis Standard Edition, computed: target 218, par 43 "
         "(resources 100.0 % and 86.8 %)"],
        id="announced and computed",
    ),
    pytest.param(
        DlsProjection(method="VJD", announced_target=107, announced_par=90, note="why not"),
        ["VJD, announced: target 107, par 90", "Not computed: why not"],
        id="announced only",
    ),
    pytest.param(DlsProjection(method="DLS", edition="Standard", resources1=87.5), [],
                 id="in the first innings"),
]  # fmt: skip


@pytest.mark.parametrize(("dls", "lines"), CARD_LINES)
def test_a_scorecard_prints_announced_and_computed_rain_figures(
    dls: DlsProjection | None, lines: list[str]
) -> None:
    assert rain_lines(dls) == lines
