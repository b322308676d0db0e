"""Tests reading the structured lines of a worker's log, however its threads have mixed it."""

from tests.chaos.workers import json_objects


def test_structured_lines_are_read_whatever_text_surrounds_them() -> None:
    text = '{"a": {"b": 1}}{"c": 2}\n\nGET /{"d": "x}"}Traceback {"broken\n{"e": [3]}\n'
    assert json_objects(text) == [{"a": {"b": 1}}, {"c": 2}, {"d": "x}"}, {"e": [3]}]


def test_a_log_without_structured_lines_gives_an_empty_list() -> None:
    assert json_objects("Traceback: {oops}\n") == []
