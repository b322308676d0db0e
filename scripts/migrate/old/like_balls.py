"""Recognises records of balls under any name: marks, runs, or words that recur. Pure.

It knows no names of histories, only how a record of balls differs from a list of names, notes or
addresses. What it finds is reported, never read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from migrate.old.containers import OVER_AND_BALL, PUSH_ID
from migrate.old.extras import EXTRA_WORDS
from migrate.old.values import FALSE_WORDS, TRUE_WORDS, is_empty, normalised, whole_number
from migrate.old.wickets import WICKET_WORDS

LEAST_MARKS = 3
"""The least number of marks that is not an accident, if some are not plain numbers."""
LEAST_WORDS = 6
"""The least number of numbers or words that may be an over of balls."""
MOST_RUNS = 7
"""The most runs off one ball, except after a wild throw."""
LEAST_KINDS = 3
"""The least number of different values among the runs of balls; fewer are flags."""
MOST_WORDS = 24
"""The most different words for balls; a longer text has more of them."""
LONGEST_WORD = 30
"""The most characters of an entry that may be a word; a longer one is a sentence or an address."""

NUMBER_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven")
DOT_WORDS = frozenset({"dot", "dots", "dotball"})
OUT_WORDS = frozenset({"w", "wk", "wkt", "wicket", "out", "single", "double", "boundary"})
MARK_WORDS = DOT_WORDS | OUT_WORDS | (frozenset({*WICKET_WORDS, *EXTRA_WORDS}) - {"b", "c"})
RESULT_WORDS = frozenset(
    {"w", "l", "d", "t", "n", "nr", "win", "won", "loss", "lost", "draw", "drawn", "tie", "tied"}
)
"""Words for results of matches: a list of `W` and `L` is a team's form."""
DOTS = frozenset(".·•-*")
SIGNS = re.compile(r"[\s.·•*+()/!_-]+")
BALLS_WITHOUT_SPACES = re.compile(r"[0-7.·•Ww]{6,}")
"""Balls of one character each, without separators."""
SEPARATORS = re.compile(r"[,;|\n]+")
STROKES = re.compile(r"[/–-]+")
KEY = re.compile(r"[A-Za-z]{0,8}[ _-]?\d+(?:[._-]\d+)?")
"""A key that has an order, perhaps after a word: `12`, `ball3`, `b_7`, `0.4`."""
OVER = "over"
IDENTIFYING_PARTS = (
    *("name", "title", "caption", "url", "email", "uid", "person", "player", "user"),
    OVER,
)
"""Parts of field names that say whom or what an entry is about: a person, a picture, a whole
over."""


def count_like_balls(value: Any, *, is_card: bool = False) -> int:
    """Return how many entries of a value read like balls; 0 if it does not look like a record of
    balls.

    `is_card`: the value lies under a name of a card, in which plain numbers are sums.
    """
    if isinstance(value, str) and is_without_spaces(value.strip()):
        return len(value.strip())
    words = words_of(value)
    if words is not None:
        return len(words) if are_balls(words, value, is_card=is_card) else 0
    rows = [] if is_card else rows_of(value)
    return len(rows) if are_rows_of_balls(rows) else 0


def are_balls(words: Sequence[str], value: Any, *, is_card: bool) -> bool:
    """Return True if the words of a value may be balls."""
    if all(is_run(each) for each in words):
        return not is_card and are_runs(words)
    is_list = not isinstance(value, str)
    return are_marks(words) or words_recur(whole_entries(value) or words, is_list=is_list)


def is_without_spaces(value: str) -> bool:
    """Return True if a text is balls of one character each (`14..2W`), not a number or an
    address."""
    marks = len(re.sub(r"[0-7]", "", value))
    is_one = BALLS_WITHOUT_SPACES.fullmatch(value) is not None and any(map(str.isalnum, value))
    return is_one and marks > 1 and ("w" in value.lower() or ".." in value)


def are_marks(words: Sequence[str]) -> bool:
    """Return True if all words are marks of balls, and some of them are runs or dots.

    A list of kinds (`wide`, `noball`, `bye`) states no runs; a team's form has marks of matches.
    """
    has_runs = any(is_run(each) or is_dot(each) or has_digit(each) for each in words)
    is_written = any(map(str.isalnum, "".join(words)))
    return len(words) >= LEAST_MARKS and has_runs and is_written and all(is_mark(w) for w in words)


def are_runs(words: Sequence[str]) -> bool:
    """Return True if plain numbers may be runs off balls: of several kinds, some of which recur."""
    kinds = len(set(words))
    return len(words) >= LEAST_WORDS and LEAST_KINDS <= kinds < len(words)


def words_recur(words: Sequence[str], *, is_list: bool) -> bool:
    """Return True if words of no known vocabulary recur as balls do, unlike names and sentences."""
    plain = [normalised(each) or each for each in words]
    kinds = set(plain)
    if kinds <= RESULT_WORDS or kinds <= (TRUE_WORDS | FALSE_WORDS):
        return False
    is_short = all(len(each) <= LONGEST_WORD for each in words)
    is_text = any(map(str.isalpha, "".join(plain)))
    most = len(words) * 2 // 3 if is_list else len(words) // 2
    return (
        len(words) >= LEAST_WORDS
        and is_short
        and is_text
        and 1 < len(kinds) <= min(most, MOST_WORDS)
    )


def are_rows_of_balls(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Return True if maps have a field of runs or marks, and are not each about somebody else.

    Words of no known vocabulary count only if no field has a different value in every map, as the
    id of a player would.
    """
    if len(rows) < LEAST_WORDS:
        return False
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: [row.get(name) for row in rows] for name in names}
    own = [name for name, column in columns.items() if all_differ(column)]
    if any(identifies_something(name) for name in own):
        return False
    plain = {name: words for name, each in columns.items() if (words := column_words(each))}
    read = [words for name, words in plain.items() if OVER not in name.lower()]
    if any(are_runs(each) if all(map(is_run, each)) else are_marks(each) for each in read):
        return True
    return not own and any(words_recur(each, is_list=True) for each in read)


def column_words(column: Sequence[Any]) -> list[str]:
    """Return the values of one field in all maps, if each is a single word or number; else
    nothing."""
    if any(is_empty(each) or isinstance(each, Mapping | list | tuple) for each in column):
        return []
    words = words_of(list(column)) or []
    return words if len(words) == len(column) else []


def identifies_something(name: str) -> bool:
    """Return True if a field name says whom or what an entry is about: `displayName`,
    `photoUrl`."""
    return any(part in name.lower() for part in IDENTIFYING_PARTS)


def all_differ(column: Sequence[Any]) -> bool:
    """Return True if no two entries are equal."""
    return len({str(each) for each in column}) == len(column)


def words_of(value: Any) -> list[str] | None:
    """Return the words of a text, a number, a list or a map with an order; None for other content.

    Words are separated by signs such as a comma, a space or a stroke.
    """
    if is_empty(value):
        return []
    if isinstance(value, bool | bytes | datetime):
        return None
    if isinstance(value, int | float):
        return [str(whole_number(value))] if whole_number(value) is not None else None
    if isinstance(value, str):
        return list(parts_of(value))
    entries = entries_of(value)
    found = None if entries is None else [words_of(each) for each in entries]
    if found is None or None in found:
        return None
    return [each for words in found for each in words or ()]


def parts_of(text: str) -> Iterator[str]:
    """Yield the words of a text. A ball written in two words (`leg bye`) stays one."""
    for piece in SEPARATORS.split(text):
        between_strokes = [each.strip() for each in STROKES.split(piece) if each.strip()]
        if is_mark(piece) or is_run(piece):
            yield piece.strip()
        elif are_marks(between_strokes):
            yield from between_strokes
        else:
            yield from piece.split()


def entries_of(value: Any) -> list[Any] | None:
    """Return the entries of a list, or of a map whose keys all have an order; None for anything
    else."""
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, Mapping) and value and all(has_order(str(key)) for key in value):
        return list(value.values())
    return None


def has_order(key: str) -> bool:
    """Return True if a key has an order: a number, over and ball, or made by a database."""
    return bool(KEY.fullmatch(key) or OVER_AND_BALL.match(key) or PUSH_ID.match(key))


def whole_entries(value: Any) -> list[str]:
    """Return the entries of a list as texts, if all of them are texts or numbers; else nothing."""
    entries = (entries_of(value) or []) if not isinstance(value, str) else []
    is_plain = all(isinstance(each, str | int | float) for each in entries)
    return [str(each) for each in entries if not is_empty(each)] if is_plain else []


def rows_of(value: Any) -> list[Mapping[str, Any]]:
    """Return the maps of a list or of a map with an order; nothing if there are other entries."""
    entries = entries_of(value) or []
    rows = [each for each in entries if isinstance(each, Mapping)]
    return rows if len(rows) == len(entries) else []


def is_run(text: str) -> bool:
    """Return True if a word is a plain number of runs, as a digit or in letters."""
    mark = text.strip().lower()
    return mark in NUMBER_WORDS or (mark.isdecimal() and len(mark) == 1 and int(mark) <= MOST_RUNS)


def is_dot(text: str) -> bool:
    """Return True if a word stands for a dot ball."""
    return text.strip() in DOTS or normalised(text) in DOT_WORDS


def has_digit(text: str) -> bool:
    """Return True if a word contains a digit."""
    return any(map(str.isdecimal, text))


def is_mark(text: str) -> bool:
    """Return True if a word is a scorer's mark for one ball: `4`, `.`, `W`, `2lb`, `nb+4`."""
    if is_run(text) or is_dot(text):
        return True
    mark = SIGNS.sub("", text.lower())
    digits = [each for each in mark if each.isdecimal()]
    letters = "".join(each for each in mark if not each.isdecimal())
    is_small = len(digits) < 2 and all(int(each) <= MOST_RUNS for each in digits)
    of_digit = letters in ("b", "n", "l") and bool(digits)
    return is_small and (letters in MARK_WORDS or of_digit)
