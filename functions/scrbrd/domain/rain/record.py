"""Defines what the state keeps of lost time; None of it in a match that nothing stopped."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rain:
    """That play was stopped or a target revised, and whether a target was announced.

    `is_target_due`: overs of the chase were cut since, without one.
    """

    is_target_announced: bool = False
    is_target_due: bool = False


@dataclass(frozen=True, slots=True)
class AnnouncedPar:
    """A par, and the place in the chase that it was announced for.

    `balls` as the umpires counted the overs. `penalty` are the runs awarded to the fielding side
    during the chase by then: the par has them, and rises by those that follow (clause 6).
    """

    runs: int
    innings_number: int
    balls: int
    wickets: int
    penalty: int = 0


@dataclass(frozen=True, slots=True)
class LostOvers:
    """What stoppages took from one innings: its overs before the first, 0 where nothing limited
    them, and resources lost since.

    Resources are tenths of a percent; overs lost before the first ball are not among them where the
    innings began with fewer.
    """

    overs: int
    resources: int = 0
