"""Defines the kinds of chart and of picture file; imports nothing, so that help is quick."""

from enum import StrEnum


class Kind(StrEnum):
    """What can be drawn of a match."""

    WORM = "worm"
    MANHATTAN = "manhattan"
    WAGON_WHEEL = "wagon-wheel"
    PARTNERSHIPS = "partnerships"
    RUN_RATE = "run-rate"


class Picture(StrEnum):
    """The files that a chart is written as, by what their name ends in."""

    SVG = ".svg"
    PNG = ".png"
