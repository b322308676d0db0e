"""Defines the kinds of chart and of picture file.

Imports nothing of the charts, so that help is quick.
"""

from enum import StrEnum


class Kind(StrEnum):
    """The charts that can be drawn of a match."""

    WORM = "worm"
    MANHATTAN = "manhattan"
    WAGON_WHEEL = "wagon-wheel"
    PARTNERSHIPS = "partnerships"
    RUN_RATE = "run-rate"


class Picture(StrEnum):
    """The types of picture file, by their file name suffix."""

    SVG = ".svg"
    PNG = ".png"
