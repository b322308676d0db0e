"""Makes the texts of scorecards: dismissals, results, margins."""

import re
from datetime import date

from scrbrd.domain.match import Inputs
from scrbrd.domain.state import Dismissal, Result
from scrbrd.domain.vocabulary import Outcome, PlayerId, TeamId, WicketType

UNKNOWN_SUBSTITUTE = PlayerId("unknown_substitute")
"""The id of a substitute fielder whose name was not recorded."""

WORD_PATTERN = re.compile(r"[^\s,;:()]+")
"""Matches a word of a sentence that may be an id."""

DLS_SINCE = date(2014, 11, 1)
"""The day since which Duckworth-Lewis is called Duckworth-Lewis-Stern."""

PLAIN_WORDS = {
    WicketType.OBSTRUCTING_FIELD: "obstructing the field",
    WicketType.HIT_BALL_TWICE: "hit the ball twice",
    WicketType.HANDLED_BALL: "handled the ball",
    WicketType.TIMED_OUT: "timed out",
    WicketType.RETIRED_OUT: "retired out",
    WicketType.RETIRED_HURT: "retired hurt",
    WicketType.RETIRED_NOT_OUT: "retired not out",
}

TIE_BREAKERS = {
    "super_over": "won the Super Over",
    "bowl_out": "won the bowl-out",
    "boundary_count": "won on boundary count",
    "fewer_wickets_lost": "won having lost fewer wickets",
}


WAYS_TO_WIN = {
    "lost fewer wickets": "having lost fewer wickets",
    "boundary count": "on boundary count",
    "1st innings score": "on first-innings score",
}
"""Methods, in Cricsheet's words, that decided a match whose scores did not."""


def dismissal_text(dismissal: Dismissal | None, inputs: Inputs) -> str:
    """Return how a batter's innings ended, as scorecards print it; `not out` if it did not end."""
    if dismissal is None:
        return "not out"
    if dismissal.type in PLAIN_WORDS:
        return PLAIN_WORDS[dismissal.type]
    if dismissal.type is WicketType.RUN_OUT:
        fielders = "/".join(fielder_text(each, dismissal, inputs) for each in dismissal.fielder_ids)
        return f"run out ({fielders})" if fielders else "run out"
    bowler = inputs.player_name(dismissal.bowler_id) if dismissal.bowler_id else "?"
    return f"{manner_text(dismissal, inputs)}b {bowler}"


def manner_text(dismissal: Dismissal, inputs: Inputs) -> str:
    """Return the text before `b Bowler`, with its trailing space."""
    fielder = dismissal.fielder_ids[0] if dismissal.fielder_ids else None
    fielder_name = fielder_text(fielder, dismissal, inputs) if fielder else ""
    match dismissal.type:
        case WicketType.CAUGHT if fielder is not None and fielder == dismissal.bowler_id:
            return "c & "
        case WicketType.CAUGHT:
            return f"c {fielder_name} " if fielder_name else "c "
        case WicketType.STUMPED:
            is_keeper = fielder is not None and fielder not in dismissal.substitute_ids
            mark = "†" if is_keeper and not fielder_name.startswith("†") else ""
            return f"st {mark}{fielder_name} " if fielder_name else "st "
        case WicketType.LBW:
            return "lbw "
        case WicketType.HIT_WICKET:
            return "hit wicket "
        case _:
            return ""


def fielder_text(player_id: PlayerId, dismissal: Dismissal, inputs: Inputs) -> str:
    """Return a fielder's name: † marks the keeper, `sub (Roe)` a substitute."""
    if player_id == UNKNOWN_SUBSTITUTE:
        return "sub"
    name = inputs.player_name(player_id)
    if player_id in dismissal.substitute_ids:
        return f"sub ({name})"
    return f"†{name}" if player_id in inputs.keeper_ids else name


def margin_text(result: Result) -> str | None:
    """Return the margin: `7 wickets`, `1 run`, `an innings and 46 runs`, `penalty runs`.

    None without one.
    """
    if result.by_penalty:
        return "penalty runs"
    if result.wickets is not None:
        return count_text(result.wickets, "wicket")
    if result.runs is None:
        return None
    runs = count_text(result.runs, "run")
    return f"an innings and {runs}" if result.innings else runs


def count_text(number: int, noun: str) -> str:
    """Return a number with its noun: `1 run`, `23 runs`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def method_text(method: str | None, day: date | None) -> str:
    """Return ` (DLS method)` and the like, with a leading space.

    Empty for a tie-breaker or an award.
    """
    if method is None or method in TIE_BREAKERS or method.lower() == "awarded":
        return ""
    if method.lower() in WAYS_TO_WIN:
        return f" {WAYS_TO_WIN[method.lower()]}"
    if method.upper() in ("D/L", "DLS"):
        method = "DLS" if day is None or day >= DLS_SINCE else "D/L"
    return f" ({method} method)"


def result_text(result: Result, inputs: Inputs) -> str:
    """Return the result as a scorecard prints it, with the winner's name before the margin.

    A winner who is not named is left out.
    """
    winner = inputs.team_name(result.winner_team_id) if result.winner_team_id else None
    method = method_text(result.method, inputs.match_date)
    match result.outcome:
        case Outcome.WIN:
            margin = margin_text(result)
            return f"{winner or 'match'} won{f' by {margin}' if margin else ''}{method}"
        case Outcome.TIE:
            return f"match tied{decider_text(winner, result.method) or method}"
        case Outcome.DRAW:
            return f"match drawn{decider_text(winner, result.method)}"
        case Outcome.NO_RESULT:
            return f"no result{decider_text(winner, result.method)}"
        case Outcome.ABANDONED:
            return f"match abandoned{decider_text(winner, result.method)}"
        case Outcome.AWARDED:
            return f"awarded to {winner}" if winner else "match awarded"
        case Outcome.CONCEDED:
            return f"conceded, {winner} won" if winner else "match conceded"


def decider_text(winner: str | None, method: str | None) -> str:
    """Return how a tied, drawn or undecided match still got a winner; empty if it has none."""
    if winner is None:
        return ""
    method_name = method or "a tie-breaker"
    how = WAYS_TO_WIN.get(method_name.lower(), f"on {method_name}")
    return f" ({winner} {TIE_BREAKERS.get(method_name, f'won {how}')})"


def with_names(sentence: str, inputs: Inputs) -> str:
    """Return a sentence in which ids of players and teams are replaced by their names.

    A number is not replaced, even if it equals an id.
    """

    def name_of_id(word: re.Match[str]) -> str:
        text = word.group()
        if text.isdecimal():
            return text
        player = inputs.player_names.get(PlayerId(text))
        return player or inputs.team_names.get(TeamId(text)) or text

    return WORD_PATTERN.sub(name_of_id, sentence)
