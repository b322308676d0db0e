"""Tests that the list of the log's fields agrees with the models."""

from devtools import fields


def test_the_list_of_fields_is_fresh() -> None:
    committed_text = fields.PATH.read_text(encoding="utf-8")
    assert committed_text == fields.page(), (
        "stale: run functions/venv/bin/python -m devtools.fields"
    )
