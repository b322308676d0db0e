"""Formats the lines under a scorecard about the announced and the computed target after rain."""

from __future__ import annotations

from collections.abc import Iterator

from scrbrd.projections.live.parts import DlsProjection


def rain_lines(dls: DlsProjection | None) -> list[str]:
    """Return the lines for `live/score.dls`; none for a match without rain."""
    return [] if dls is None else list(figure_lines(dls))


def figure_lines(dls: DlsProjection) -> Iterator[str]:
    """Yield the announced figures, the computed figures, and why there are none."""
    announced = figures(dls.announced_target, dls.announced_par)
    if announced:
        yield f"{dls.method}, announced: {announced}"
    computed = figures(dls.target, dls.par)
    if computed:
        resources = f"resources {dls.resources1} % and {dls.resources2} %"
        yield f"Duckworth-Lewis {dls.edition} Edition, computed: {computed} ({resources})"
    if dls.note:
        yield f"Not computed: {dls.note}"


def figures(target: int | None, par: int | None) -> str:
    """Return `target 218, par 43`, or whichever of them there is."""
    named_figures = (("target", target), ("par", par))
    return ", ".join(f"{name} {runs}" for name, runs in named_figures if runs is not None)
