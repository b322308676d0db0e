"""Defines the values of lost time in the state; all None in a match without stoppages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rain:
    """Records that play was stopped or a target revised.

    `is_target_announced`: a target was announced. `is_target_due`: overs of the chase were cut
    since then without a new target.
    """

    is_target_announced: bool = False
    is_target_due: bool = False


@dataclass(frozen=True, slots=True)
class AnnouncedPar:
    """An announced par, and the point in the chase that it was announced for.

    `balls` are counted by the umpires' overs. `penalty` are the runs awarded to the fielding side
    during the chase by then: the par includes them, and rises by those awarded later (clause 6).
    """

    runs: int
    innings_number: int
    balls: int
    wickets: int
    penalty: int = 0


@dataclass(frozen=True, slots=True)
class LostOvers:
    """The overs of one innings before its first stoppage, and the resources lost since.

    `overs` is 0 where they were not limited. `resources` are tenths of a percent; overs lost before
    the first ball are not included where the innings began with fewer.
    """

    overs: int
    resources: int = 0
