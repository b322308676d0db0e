"""Defines named sets of playing conditions, as data.

`FORMATS` stays the source of the four formats. A match's own `conditions` override those of its
format.
"""

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from scrbrd.domain.formats import FORMATS, THE_LAWS, PlayingConditions
from scrbrd.domain.vocabulary import LawsEdition, MatchFormat


@dataclass(frozen=True, slots=True)
class NamedConditions:
    """A named set of playing conditions.

    `conditions` are the rules that the engine applies, `source` is the origin of their numbers,
    and `not_expressed` lists the rules that no action or condition can express.
    """

    name: str
    title: str
    conditions: PlayingConditions
    source: str
    not_expressed: tuple[str, ...] = ()

    def under(self, edition: LawsEdition) -> PlayingConditions:
        """Return the conditions under an edition of the Laws."""
        return replace(self.conditions, laws_edition=edition)


FORMAT: Final = "the format of the same name"

SETS: Final = (
    NamedConditions(
        "icc-test",
        "ICC Test",
        replace(FORMATS[MatchFormat.TEST], follow_on_lead=200),
        FORMAT + "; five days",
        ("no runners", "the new ball", "the stop clock's warnings", "penalties for slow overs"),
    ),
    NamedConditions(
        "icc-odi",
        "ICC one-day international",
        FORMATS[MatchFormat.ODI],
        FORMAT,
        ("no runners", "two minutes for the incoming batter", "the stop clock's warnings"),
    ),
    NamedConditions(
        "icc-t20i",
        "ICC Twenty20 international",
        FORMATS[MatchFormat.T20],
        FORMAT,
        ("no runners", "90 seconds for the incoming batter", "the stop clock's warnings"),
    ),
    NamedConditions(
        "hundred",
        "The Hundred",
        FORMATS[MatchFormat.HUNDRED],
        FORMAT,
        ("ten balls running as one spell of a bowler",),
    ),
    NamedConditions(
        "junior-pairs",
        "Junior pairs, eight a side",
        replace(
            THE_LAWS,
            overs_per_innings=16,
            players_per_side=8,
            no_ball_runs=2,
            wide_runs=2,
            max_overs_per_bowler=3,
            last_man_stands=True,
        ),
        "club rules of several leagues, which differ: check the league's",
        (
            "an innings of 200 runs to begin with",
            "five runs taken away for each dismissal (four or six in some leagues)",
            "a batter who is out and bats on",
            "pairs that change after four overs",
            "wides and no-balls that are not bowled again",
        ),
    ),
    NamedConditions(
        "last-man-stands",
        "Last Man Stands",
        replace(
            THE_LAWS,
            balls_per_over=5,
            overs_per_innings=20,
            players_per_side=8,
            last_man_stands=True,
        ),
        "published rules: eight a side, twenty overs of five balls, eight wickets to bowl a side "
        "out; whether a no-ball brings a free hit, and a bowler's overs, were not found",
        (
            "the last batter scores in twos only",
            "a six off the last ball of the innings as twelve",
            "two dismissals off one ball (a catch and a run out)",
            "two runs stolen by the non-striker at a catch",
            "retirement at 50",
        ),
    ),
    NamedConditions(
        "indoor",
        "Indoor, eight a side",
        replace(
            THE_LAWS,
            overs_per_innings=16,
            players_per_side=8,
            no_ball_runs=2,
            wide_runs=2,
            max_overs_per_bowler=2,
            last_man_stands=True,
        ),
        "rules of several halls, which differ: check the hall's",
        (
            "runs taken away for each dismissal (three or five)",
            "a batter who is out and bats on",
            "pairs that change after four overs",
            "bonus runs for the nets: record what the ball scored as runs off the bat",
        ),
    ),
)

NAMED: Final = MappingProxyType({each.name: each for each in SETS})
