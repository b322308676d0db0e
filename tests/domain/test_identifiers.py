"""Tests valid ids, joined ids, and that the rules have the same pattern."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devtools.rules.build import ROOT
from scrbrd.domain.identifiers import ID_PATTERN, SEPARATOR, as_id, from_key, is_id, joined_id

IDS = ("a", "1", "-", "_", "__", "___", "_a", "__a", "__a_", "a__", ".a", "..a", "...", "a.b-c_d")
NO_IDS = ("", ".", "..", "____", "__x__", "__proto__", "a b", "a/b", "ä", "a\n", "x" * 101, "a~b")


@pytest.mark.parametrize("text", IDS)
def test_letters_digits_and_three_punctuation_marks_make_an_id(text: str) -> None:
    assert is_id(text)


@pytest.mark.parametrize("text", [*NO_IDS, 7, None], ids=repr)
def test_reserved_names_long_texts_and_other_characters_are_not_ids(text: object) -> None:
    assert not is_id(text)


@given(st.text("ab_.-", max_size=6))
def test_the_pattern_excludes_exactly_the_reserved_names(text: str) -> None:
    is_reserved = text in ("", ".", "..") or re.fullmatch("__.*__", text) is not None
    assert is_id(text) is not is_reserved


def test_the_longest_id_has_a_hundred_characters() -> None:
    for start in ("a", ".a", "..", "_", "__"):
        longest = start + "x" * (100 - len(start))
        assert is_id(longest), start
        assert not is_id(longest + "x"), start
    assert is_id("__" + "x" * 97 + "_")
    assert not is_id("__" + "x" * 98 + "_")


@given(st.lists(st.text("ab_.~-", min_size=1, max_size=4).filter(is_id), min_size=1, max_size=3))
def test_joined_ids_can_be_split_again(ids: list[str]) -> None:
    assert [from_key(each) for each in joined_id(*ids).split(SEPARATOR)] == ids


def test_joined_ids_of_different_pairs_differ() -> None:
    assert joined_id("m_x", "p") != joined_id("m", "x_p")


@given(st.text(max_size=150))
def test_every_text_can_be_converted_into_an_id(text: str) -> None:
    assert is_id(as_id(text))
    assert as_id(as_id(text)) == as_id(text)


def test_a_text_that_is_no_id_keeps_its_letters_and_gets_a_digest() -> None:
    assert as_id("spiel-münchen").startswith("spiel-munchen-")
    assert as_id("2023/24") != as_id("2023-24") == "2023-24"


def test_the_rules_have_the_same_pattern() -> None:
    rules = (ROOT / "rules/lib/values.rules").read_text()
    [body] = re.findall(r"function isId\(value\) \{\n(.*?)\n\}", rules, re.DOTALL)
    assert "".join(re.findall(r"'([^']*)'", body)) == ID_PATTERN
