"""Formats a scorecard as plain text of at most 100 columns, from projections alone.

Independent of the fold and of the projection's source, so that a file and
`matches/{matchId}/live/score` give the same card.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.cells import cell_len

from admin.ledger.head import head_lines
from admin.matchlog import MatchLog
from admin.rain.card_lines import rain_lines
from admin.text_columns import pad_columns, shorten, wrap_columns
from scrbrd.domain.lineup import Lineup
from scrbrd.domain.match import Inputs, Match, conditions_of, day_of
from scrbrd.domain.vocabulary import CloseReason, MatchFormat
from scrbrd.projections.live.documents import (
    BatsmanProjection,
    BowlerProjection,
    ExtrasProjection,
    FallOfWicketEntry,
    InningsProjection,
    LiveScore,
)
from scrbrd.projections.wording import count_text

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 100
NAME_WIDTH = 30
INDENT = "  "
ORDINALS = ("1st", "2nd")
BATTING_HEADS = ("R", "B", "4s", "6s", "SR")
BATTING_WIDTHS = (5, 5, 4, 4, 8)
BOWLING_WIDTHS = (7, 4, 5, 4, 7, 4, 4)
ABSENT = "absent hurt"
UNBROKEN_SPACE = "\ue000"
"""A private-use character of one column, used instead of a space at which a line must not be
broken."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The lines above a scorecard, and the marks beside names; `balls_per_over` in balls."""

    home: str
    away: str
    lines: tuple[str, ...] = ()
    balls_per_over: int = 6
    counts_balls: bool = False
    innings_per_side: int = 1
    keeper_ids: frozenset[str] = frozenset()
    captain_ids: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, match: Match, lineups: Iterable[Lineup], competition_name: str | None = None
    ) -> "Heading":
        """Return the heading of a match; a competition without a name is shown by its id."""
        lineups = tuple(lineups)
        conditions = conditions_of(match)
        day = day_of(match.scheduled_at)
        competition = competition_name or match.competition_id
        facts = (competition, match.venue, day.isoformat() if day else None)
        home = match.home_team_name or match.home_team_id
        away = match.away_team_name or match.away_team_id
        names = {match.home_team_id: home, match.away_team_id: away}
        lines = [", ".join(fact for fact in facts if fact)]
        if match.toss is not None:
            winner = names.get(match.toss.winner_team_id, match.toss.winner_team_id)
            lines.append(f"Toss: {winner}, who chose to {match.toss.decision}")
        return cls(
            home,
            away,
            tuple(line for line in lines if line),
            conditions.balls_per_over,
            match.format is MatchFormat.HUNDRED,
            conditions.innings_per_side,
            frozenset(each.player_id for each in lineups if each.is_wicketkeeper),
            frozenset(each.player_id for each in lineups if each.is_captain),
        )

    def name_with_marks(self, player_id: str, name: str) -> str:
        """Return a name with † for the keeper and (c) for the captain."""
        keeper = "†" if player_id in self.keeper_ids else ""
        return f"{keeper}{name}{' (c)' if player_id in self.captain_ids else ''}"

    def length(self, innings: InningsProjection) -> str:
        """Return the length of an innings: overs, or balls in the Hundred."""
        if self.counts_balls:
            return count_text(innings.balls, "ball")
        overs = format_overs(innings.overs)
        return f"{overs} over{'' if overs == '1' else 's'}"


def scorecard(
    heading: Heading,
    innings: Sequence[InningsProjection],
    super_overs: Sequence[InningsProjection] = (),
    result_text: str | None = None,
) -> str:
    """Return the whole card, ending in a newline.

    It has no result while the match is in progress.
    """
    blocks = [list(heading_lines(heading))]
    for place, card in enumerate(innings):
        blocks.append(innings_lines(heading, card, innings_title(heading, innings, place)))
    for place, card in enumerate(super_overs):
        title = f"Super Over {place // 2 + 1}: {card.batting_team}"
        blocks.append(innings_lines(heading, card, title))
    if result_text:
        blocks.append([f"Result: {result_text}"])
    return "\n\n".join("\n".join(line.rstrip() for line in block) for block in blocks) + "\n"


def heading_lines(heading: Heading) -> Iterator[str]:
    """Yield the teams, then competition, venue, date and toss, if known."""
    title = f"{heading.home} v {heading.away}"
    yield from wrap_text(title)
    for line in heading.lines:
        yield from wrap_text(line)
    yield "=" * min(WIDTH, max(map(cell_len, (title, *heading.lines))))


def innings_title(heading: Heading, innings: Sequence[InningsProjection], place: int) -> str:
    """Return the batting team, the number of its innings if it has two, and the target."""
    card = innings[place]
    ordinal = ""
    if heading.innings_per_side > 1:
        before = [each for each in innings[:place] if each.batting_team_id == card.batting_team_id]
        ordinal = f" {ORDINALS[min(len(before), 1)]}"
    notes = []
    if place and innings[place - 1].batting_team_id == card.batting_team_id:
        notes.append("following on")
    if card.target is not None:
        notes.append(f"target {card.target}")
    notes_text = f" ({', '.join(notes)})" if notes else ""
    return f"{card.batting_team}{ordinal} innings{notes_text}"


def innings_lines(heading: Heading, card: InningsProjection, title: str) -> list[str]:
    """Return one innings: batting, extras, total, who did not bat, fall of wickets, bowling."""
    lines = [*batting_lines(heading, card, title), *total_lines(heading, card)]
    if card.fall_of_wickets:
        falls = [fall_text(heading, each) for each in card.fall_of_wickets]
        lines += wrap_text(f"Fall of wickets: {', '.join(without_breaks(fall) for fall in falls)}")
    if card.bowlers:
        lines += ["", *bowling_lines(heading, card.bowlers)]
    return lines


def batting_lines(heading: Heading, card: InningsProjection, title: str) -> Iterator[str]:
    """Yield the batting table under its title; a long dismissal continues on a second line."""
    names = [heading.name_with_marks(each.player_id, each.player_name) for each in card.batsmen]
    width = name_width([*names, *(each.player_name for each in card.did_not_bat)])
    yield from wrap_text(title)
    yield table_line("", "", width, BATTING_HEADS)
    for name, batsman in zip(names, card.batsmen, strict=True):
        yield from batsman_lines(name, batsman, width)
    for absentee in card.did_not_bat:
        if absentee.description == ABSENT:
            name = heading.name_with_marks(absentee.player_id, absentee.player_name)
            yield table_line(name, ABSENT, width, ())


def name_width(names: Iterable[str]) -> int:
    """Return the columns for names: those of the longest name, up to a maximum."""
    return min(NAME_WIDTH, max(map(cell_len, names), default=0))


def batsman_lines(name: str, batsman: BatsmanProjection, width: int) -> Iterator[str]:
    """Yield one batter's line, and continuation lines if needed."""
    dismissal_text = batsman.dismissal.description if batsman.dismissal else "not out"
    figures = (
        str(batsman.runs),
        str(batsman.balls_faced),
        str(batsman.fours),
        str(batsman.sixes),
        f"{batsman.strike_rate:.2f}" if batsman.balls_faced else "-",
    )
    first, *more_lines = wrap_columns(dismissal_text, dismissal_width(width))
    first_name, *other_names = wrap_columns(name, width)
    yield table_line(first_name, first, width, figures)
    for place in range(max(len(more_lines), len(other_names))):
        more_name = other_names[place] if place < len(other_names) else ""
        more = more_lines[place] if place < len(more_lines) else ""
        yield table_line(more_name, more, width, ())


def dismissal_width(name_columns: int) -> int:
    """Return the columns left for dismissals."""
    return WIDTH - len(INDENT) - name_columns - 2 - sum(BATTING_WIDTHS)


def table_line(name: str, dismissal: str, width: int, figures: Sequence[str]) -> str:
    """Return a line of the batting table."""
    cells = "".join(
        figure.rjust(columns) for figure, columns in zip(figures, BATTING_WIDTHS, strict=False)
    )
    how_out = pad_columns(dismissal, dismissal_width(width))
    return f"{INDENT}{pad_columns(name, width)}  {how_out}{cells}"


def total_lines(heading: Heading, card: InningsProjection) -> Iterator[str]:
    """Yield extras, total and the batters who did not come in."""
    yield summary_line(f"Extras {extras_text(card.extras)}", card.extras.total)
    yield summary_line(f"Total ({close_text(card)}{heading.length(card)})", card.runs)
    idle = [each for each in card.did_not_bat if each.description != ABSENT]
    if idle and card.closed != CloseReason.ALL_OUT:
        names = ", ".join(
            heading.name_with_marks(each.player_id, each.player_name) for each in idle
        )
        yield from wrap_text(f"{'Did not bat' if card.closed else 'Yet to bat'}: {names}")


def summary_line(words: str, runs: int) -> str:
    """Return words on the left and a total under the column of runs."""
    column = WIDTH - sum(BATTING_WIDTHS[1:])
    return f"{INDENT}{words}".ljust(column - BATTING_WIDTHS[0]) + str(runs).rjust(BATTING_WIDTHS[0])


def extras_text(extras: ExtrasProjection) -> str:
    """Return the extras by kind, without zeros: `(b 4, lb 2, w 5, nb 1, p 5)`."""
    kinds = {
        "b": extras.byes,
        "lb": extras.leg_byes,
        "w": extras.wides,
        "nb": extras.no_balls,
        "p": extras.penalty,
    }
    parts = ", ".join(f"{kind} {runs}" for kind, runs in kinds.items() if runs)
    return f"({parts})" if parts else ""


def close_text(card: InningsProjection) -> str:
    """Return the state of an innings at its end, with a comma: `all out, `, `7 wickets dec, `."""
    if card.closed == CloseReason.FORFEITED:
        return "forfeited, "
    if card.closed == CloseReason.ALL_OUT and not card.is_super_over:
        return "all out, "
    declared = " dec" if card.closed == CloseReason.DECLARED else ""
    return f"{count_text(card.wickets, 'wicket')}{declared}, "


def fall_text(heading: Heading, fall: FallOfWicketEntry) -> str:
    """Return `1-34 (Smith, 5.2 ov)`; in the Hundred the ball of the innings."""
    place = f"{fall.over} ov"
    if heading.counts_balls:
        over, _, ball = fall.over.partition(".")
        place = count_text(int(over) * heading.balls_per_over + int(ball), "ball")
    return f"{fall.wicket_number}-{fall.score} ({fall.batsman_out_name}, {place})"


def bowling_lines(heading: Heading, bowlers: Sequence[BowlerProjection]) -> Iterator[str]:
    """Yield the bowling table; the Hundred has `B` instead of overs; economy is per six balls."""
    width = max(len("Bowling"), name_width(each.player_name for each in bowlers))
    heads = ("B" if heading.counts_balls else "O", "M", "R", "W", "Econ", "WD", "NB")
    yield bowling_line("Bowling", width, heads)
    for bowler in bowlers:
        overs = str(bowler.balls_bowled) if heading.counts_balls else format_overs(bowler.overs)
        economy = f"{bowler.economy:.2f}" if bowler.balls_bowled else "-"
        counts = (bowler.maidens, bowler.runs_conceded, bowler.wickets)
        figures = (*map(str, counts), economy, str(bowler.wides), str(bowler.no_balls))
        yield bowling_line(bowler.player_name, width, (overs, *figures))


def bowling_line(name: str, width: int, figures: Sequence[str]) -> str:
    """Return a line of the bowling table."""
    cells = "".join(
        figure.rjust(columns) for figure, columns in zip(figures, BOWLING_WIDTHS, strict=True)
    )
    return f"{INDENT}{pad_columns(shorten(name, width), width)}{cells}"


def format_overs(overs: float) -> str:
    """Return overs as text: `20`, `12.4`."""
    return f"{overs:.1f}".removesuffix(".0")


def wrap_text(text: str) -> list[str]:
    """Return the lines of a text within the width, later lines indented."""
    lines = wrap_columns(text, WIDTH, INDENT, at_hyphens=False)
    return [line.replace(UNBROKEN_SPACE, " ") for line in lines]


def without_breaks(text: str) -> str:
    """Return a text that `wrap_text` does not break."""
    return text.replace(" ", UNBROKEN_SPACE)


def print_scorecard(console: "Console", score: LiveScore, inputs: Inputs, log: MatchLog) -> None:
    """Print the card of `matches/{matchId}/live/score`.

    The sides' names are those of the inputs.
    """
    heading = Heading.of(log.match, log.lineups, log.competition_name)
    setup = inputs.setup
    heading = replace(
        heading,
        home=inputs.team_name(setup.home_team_id),
        away=inputs.team_name(setup.away_team_id),
    )
    numbered = (score.innings1, score.innings2, score.innings3, score.innings4)
    cards = [card for card in numbered if card is not None]
    text = scorecard(heading, cards, score.super_overs or (), score.result_text)
    notice = wrap_text(log.attribution) if log.attribution else []
    lines = [*rain_lines(score.dls), *notice, *head_lines(score.ledger)]
    for line in (*text.split("\n"), *lines):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
