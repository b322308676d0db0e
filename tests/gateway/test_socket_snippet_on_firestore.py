"""The snippet of docs/gateway-sockets.md before a real gateway and a match in Firestore.

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
from tests.chaos.games import Game, raw, real_game
from tests.gateway.conftest import LOG, MATCH_ID, write
from tests.gateway.ground import token_of
from tests.gateway.serving import SETTINGS, Served, served
from tests.gateway.test_socket_snippets import FLAG, snippet
from tests.rules.cast import SCORER

TELL = """
const [address, match, token] = process.argv.slice(1);
follow(address, match, async () => token, (message) => console.log(JSON.stringify(message)));
"""
BEFORE, MEANWHILE, ALL = 20, 26, 30


@pytest.fixture
def gateway(firestore_client: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A gateway to the test's project, which takes the emulator's tokens."""
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:9099")
    with served(SETTINGS.model_copy(update={"project": firestore_client.project})) as found:
        yield found


def bowl(client: Client, game: Game, first: int, last: int) -> None:
    """Write actions of the match, and project them."""
    batch = client.batch()
    for entry in game.entries[first:last]:
        batch.set(client.document(paths.scoring_action(MATCH_ID, entry.id)), raw(game, entry))
    batch.commit()
    store = FirestoreMatchStore(client)
    moved = store.read_actions(MATCH_ID, [each.id for each in game.entries[first:last]])
    catch_up(store, lambda: datetime.now(UTC), MATCH_ID, moved)


def lose_connections(gateway: Served) -> None:
    """Cut every connection, as a network does."""
    for connection in tuple(gateway.server.server_state.connections):
        connection.loop.call_soon_threadsafe(connection.transport.abort)


def test_the_snippet_gets_each_event_of_a_stored_match_once(
    firestore_client: Client, gateway: Served
) -> None:
    client, game = firestore_client, real_game(MATCH_ID, ROOT / LOG)
    write(client, game, game.entries[:BEFORE])
    token = token_of(SCORER, client.project)
    script = snippet().replace("wait = 1000", "wait = 10") + TELL
    address = gateway.url.replace("http", "ws", 1)
    page = subprocess.Popen(
        ["node", FLAG, "-e", script, address, MATCH_ID, token], stdout=subprocess.PIPE, text=True
    )
    try:
        until(page, lambda received: received["type"] == "CONNECTION_ESTABLISHED")
        bowl(client, game, BEFORE, BEFORE + 1)
        messages = until(page, is_last_of(game, BEFORE + 1))
        lose_connections(gateway)
        bowl(client, game, BEFORE + 1, MEANWHILE)
        messages += until(page, is_last_of(game, MEANWHILE))
        bowl(client, game, MEANWHILE, ALL)
        messages += until(page, is_last_of(game, ALL))
    finally:
        page.kill()
        page.communicate()
    begins = [each for each in messages if each["type"] == "CONNECTION_ESTABLISHED"]
    assert [each["resumed"] for each in begins] == [True]
    parts = [(each["cursor"], each["part"]) for each in messages if "part" in each]
    assert len(parts) == len(set(parts))
    stored = {snap.id for snap in client.collection(paths.events(MATCH_ID)).stream()}
    came = {each["actionId"] for each in messages if "part" in each}
    assert came == stored - {each.id for each in game.entries[:BEFORE]}
    state = client.document(paths.live_score(MATCH_ID)).get().to_dict() or {}
    assert messages[-1]["inningsState"]["runs"] == state["currentInnings"]["runs"]


def is_last_of(game: Game, count: int) -> Callable[[Json], bool]:
    """Return what tells the last message of the last of so many actions."""
    last = game.entries[count - 1].id
    return lambda received: (
        received.get("actionId") == last and received["part"] == received["parts"]
    )


def until(page: subprocess.Popen[str], is_it: Callable[[Json], bool]) -> list[Json]:
    """Return what the page was shown, up to a message."""
    assert page.stdout
    messages = list[Json]()
    for line in page.stdout:
        messages.append(json.loads(line))
        if is_it(messages[-1]):
            return messages
    raise AssertionError(f"the page ended after {messages[-3:]}")
