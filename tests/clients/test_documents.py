"""How the client's package shows what documents hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients.conftest import node

pytestmark = [
    pytest.mark.emulator,  # needs what npm installs
    pytest.mark.xdist_group("client"),
]


@pytest.mark.parametrize(
    ("number", "shown"), [("12.0", "12.0"), ("12.4", "12.4"), ("0", "0.0"), ("49.5", "49.5")]
)
def test_a_whole_over_is_shown_as_one(number: str, shown: str, client: Path) -> None:
    module = (client / "documents" / "overs.js").as_uri()
    script = f'import {{ overs }} from "{module}"; process.stdout.write(overs({number}));'
    done = node(client, "--input-type=module", "--eval", script)
    assert done.stdout == shown, done.stderr
