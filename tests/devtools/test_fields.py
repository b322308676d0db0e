"""The list of the log's fields is written from the models."""

from devtools import fields


def test_the_list_of_fields_is_fresh() -> None:
    written = fields.PATH.read_text(encoding="utf-8")
    assert written == fields.page(), "stale: run functions/venv/bin/python -m devtools.fields"
