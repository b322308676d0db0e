"""Tests triggers on undecodable events: they are called without values; their errors are raised."""

from __future__ import annotations

from typing import Any

import pytest
from cloudevents.http import CloudEvent
from firebase_functions.core import Change
from firebase_functions.firestore_fn import Event
from google.cloud.firestore import Client
from google.events.cloud.firestore import Document, Value

from scrbrd.triggers.written import on_written
from tests.triggers.cloud_events import written_event_as_stored

FOREIGN = Value(reference_value="projects/demo-other/databases/(default)/documents/a/b")


def event_of(project: str, *values: Value) -> CloudEvent:
    """Return the event of a document `things/one` with these values as its fields."""
    fields = {f"field{number}": value for number, value in enumerate(values)}
    name = f"projects/{project}/databases/(default)/documents/things/one"
    document = Document(name=name, fields=fields)
    headers, body = written_event_as_stored(project, "things/one", document, None)
    attributes = {name.removeprefix("ce-"): value for name, value in headers.items()}
    del attributes["Content-Type"]
    return CloudEvent({**attributes, "datacontenttype": "application/protobuf"}, body)


class Calls:
    """A trigger that records its events and raises a given error."""

    def __init__(self, error: Exception | None = None) -> None:
        self.events: list[Event[Change[Any]]] = []

        @on_written(document="things/{thing}")
        def on_thing_written(event: Event[Change[Any]]) -> None:
            """A thing was written."""
            self.events.append(event)
            if error is not None:
                raise error

        self.function: Any = on_thing_written


def test_a_trigger_gets_an_undecodable_event_without_values(
    firestore_client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = Calls()
    calls.function(event_of(firestore_client.project, FOREIGN, Value(integer_value=1)))
    [event] = calls.events
    assert (event.data.before, event.data.after) == (None, None)
    assert (event.params, event.document) == ({"thing": "one"}, "things/one")
    assert "event without its values" in capsys.readouterr().out


@pytest.mark.parametrize("error", [ValueError("of ours"), KeyError("of ours")], ids=repr)
@pytest.mark.parametrize("value", [Value(integer_value=1), FOREIGN], ids=["plain", "foreign"])
def test_an_error_of_the_trigger_is_raised_unchanged_after_one_call(
    firestore_client: Client, error: Exception, value: Value
) -> None:
    calls = Calls(error)
    with pytest.raises(type(error)) as raised:
        calls.function(event_of(firestore_client.project, value))
    assert raised.value is error
    assert len(calls.events) == 1


def test_a_malformed_event_raises_an_error(firestore_client: Client) -> None:
    raw = event_of(firestore_client.project)
    raw["time"] = "yesterday"
    with pytest.raises(ValueError, match="yesterday"):
        Calls().function(raw)


def test_the_deployed_function_keeps_the_librarys_declaration() -> None:
    function = Calls().function
    assert function.__name__ == "on_thing_written"
    assert function.__firebase_endpoint__.entryPoint == "on_thing_written"
