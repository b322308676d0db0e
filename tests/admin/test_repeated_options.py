"""Tests that an option of one value given twice is refused instead of using the last value."""

from __future__ import annotations

import pytest

from tests.admin.administration import run_in_process

REPEATED_OPTIONS = {
    "a match option": (("revoke", "ann", "scorer_home", "--match", "a", "--match", "b"), "--match"),
    "an option of a nested verb": (
        ("migrate", "run", "--all", "--match", "a", "--match", "b"),
        "--match",
    ),
    "a flag and its opposite": (
        ("grant", "a", "player", "--team", "t", "--captain", "--no-captain"),
        "--captain",
    ),
    "a tier option": (("simulate", "x.log", "--tier", "DUAL", "--tier", "TRIPLE"), "--tier"),
}


@pytest.mark.parametrize(("arguments", "name"), REPEATED_OPTIONS.values(), ids=REPEATED_OPTIONS)
def test_an_option_of_one_value_given_twice_is_refused(
    arguments: tuple[str, ...], name: str
) -> None:
    result = run_in_process(*arguments)
    assert (result.code, result.out) == (2, "")
    assert f"{name}: given 2 times, only the last would" in result.err


def test_repeated_flags_and_options_of_several_values_are_accepted() -> None:
    result = run_in_process("roles", "--yes", "--yes", "--help")
    assert result.code == 0
    result = run_in_process("forecast", "--matches", "3", "--spectators", "2", "--json", "--json")
    assert result.code == 0, result.err
    seats = ("--seat", "home=ann", "--seat", "away=ben")
    result = run_in_process("tier", "", "DUAL", *seats, "--reason", "r", "--yes")
    assert "given 2 times" not in result.err
