"""Tests the snippet of docs/gateway-sockets.md with a real gateway and a match in Firestore.

Match: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from google.cloud.firestore import Client

from devtools.toolchain.layout import ROOT
from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.json_types import Json
from scrbrd.handlers.catch_up import catch_up
from tests.chaos.games import Game, real_game, unvoided_document
from tests.gateway.conftest import LOG, MATCH_ID, write_match
from tests.gateway.scoring_project import token_of
from tests.gateway.served_gateway import SETTINGS, ServedGateway, serve_gateway
from tests.gateway.test_socket_snippets import WEBSOCKET_FLAG, snippet
from tests.rules.cast import SCORER

PRINT_MESSAGES = """
const [address, match, token] = process.argv.slice(1);
follow(address, match, async () => token, (message) => console.log(JSON.stringify(message)));
"""
ACTIONS_BEFORE, ACTIONS_DURING_LOSS, ALL_ACTIONS = 20, 26, 30


@pytest.fixture
def gateway(firestore_client: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServedGateway]:
    """Yield a gateway to the test's project that accepts the emulator's tokens."""
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:9099")
    with serve_gateway(
        SETTINGS.model_copy(update={"project": firestore_client.project})
    ) as new_gateway:
        yield new_gateway


def bowl(client: Client, game: Game, first: int, last: int) -> None:
    """Write actions of the match and update its projections."""
    batch = client.batch()
    for entry in game.entries[first:last]:
        batch.set(
            client.document(paths.scoring_action(MATCH_ID, entry.id)),
            unvoided_document(game, entry),
        )
    batch.commit()
    store = FirestoreMatchStore(client)
    new_actions = store.read_actions(MATCH_ID, [each.id for each in game.entries[first:last]])
    catch_up(store, lambda: datetime.now(UTC), MATCH_ID, new_actions)


def lose_connections(gateway: ServedGateway) -> None:
    """Cut every connection, as a network does."""
    for connection in tuple(gateway.server.server_state.connections):
        connection.loop.call_soon_threadsafe(connection.transport.abort)


def test_the_snippet_gets_each_event_of_a_stored_match_once(
    firestore_client: Client, gateway: ServedGateway
) -> None:
    client, game = firestore_client, real_game(MATCH_ID, ROOT / LOG)
    write_match(client, game, game.entries[:ACTIONS_BEFORE])
    token = token_of(SCORER, client.project)
    script = snippet().replace("wait = 1000", "wait = 10") + PRINT_MESSAGES
    address = gateway.url.replace("http", "ws", 1)
    page = subprocess.Popen(
        ["node", WEBSOCKET_FLAG, "-e", script, address, MATCH_ID, token],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        messages_until(page, lambda received: received["type"] == "CONNECTION_ESTABLISHED")
        bowl(client, game, ACTIONS_BEFORE, ACTIONS_BEFORE + 1)
        messages = messages_until(page, matches_last_message_of(game, ACTIONS_BEFORE + 1))
        lose_connections(gateway)
        bowl(client, game, ACTIONS_BEFORE + 1, ACTIONS_DURING_LOSS)
        messages += messages_until(page, matches_last_message_of(game, ACTIONS_DURING_LOSS))
        bowl(client, game, ACTIONS_DURING_LOSS, ALL_ACTIONS)
        messages += messages_until(page, matches_last_message_of(game, ALL_ACTIONS))
    finally:
        page.kill()
        page.communicate()
    connections = [each for each in messages if each["type"] == "CONNECTION_ESTABLISHED"]
    assert [each["resumed"] for each in connections] == [True]
    parts = [(each["cursor"], each["part"]) for each in messages if "part" in each]
    assert len(parts) == len(set(parts))
    stored = {snap.id for snap in client.collection(paths.events(MATCH_ID)).stream()}
    received_ids = {each["actionId"] for each in messages if "part" in each}
    assert received_ids == stored - {each.id for each in game.entries[:ACTIONS_BEFORE]}
    state = client.document(paths.live_score(MATCH_ID)).get().to_dict() or {}
    assert messages[-1]["inningsState"]["runs"] == state["currentInnings"]["runs"]


def matches_last_message_of(game: Game, count: int) -> Callable[[Json], bool]:
    """Return a predicate for the last message of the last of `count` actions."""
    last = game.entries[count - 1].id
    return lambda received: (
        received.get("actionId") == last and received["part"] == received["parts"]
    )


def messages_until(page: subprocess.Popen[str], is_wanted: Callable[[Json], bool]) -> list[Json]:
    """Return the messages that the page printed, up to the wanted one."""
    assert page.stdout
    messages = list[Json]()
    for line in page.stdout:
        messages.append(json.loads(line))
        if is_wanted(messages[-1]):
            return messages
    raise AssertionError(f"the page ended after {messages[-3:]}")
