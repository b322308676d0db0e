"""What the suite reads of a worker's log, however its threads have mixed it."""

from tests.chaos.workers import json_objects


def test_lines_are_read_whatever_stands_before_and_behind_them() -> None:
    text = '{"a": {"b": 1}}{"c": 2}\n\nGET /{"d": "x}"}Traceback {"broken\n{"e": [3]}\n'
    assert json_objects(text) == [{"a": {"b": 1}}, {"c": 2}, {"d": "x}"}, {"e": [3]}]


def test_a_log_without_any_is_empty() -> None:
    assert json_objects("Traceback: {oops}\n") == []
