"""Tests the Emulator Suite with a project of one function: ports, triggers, processes left."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from google.cloud.firestore import Client

from devtools.emulators import EmulatorError, EmulatorSuite
from devtools.emulators.guard import descendants
from devtools.emulators.ports import LOCALHOST, is_free
from devtools.emulators.suite_config import DEFAULT_PORTS
from devtools.toolchain.layout import ROOT
from tests.devtools.test_guard import eventually, exists

pytestmark = pytest.mark.suite

MAIN = """
from firebase_functions import firestore_fn
from google.cloud import firestore

@firestore_fn.on_document_written(document="balls/{ball}")
def on_ball_written(event):
    firestore.Client().document("echo/" + event.params["ball"]).set({"seen": True})
"""
RULES = """rules_version = '2';
service cloud.firestore { match /databases/{d}/documents/{path=**} { allow read; } }"""
OWNER = """
import sys
from pathlib import Path
from devtools.emulators import EmulatorSuite
suite = EmulatorSuite("demo-owner", project_root=Path(sys.argv[1]))
launch = suite._launch
def launch_and_tell(folder):
    process = launch(folder)
    print(process.pid, flush=True)
    return process
suite._launch = launch_and_tell
with suite:
    pass
"""


@pytest.fixture
def small_project(tmp_path: Path) -> Path:
    """Return a project with one trigger and the real configuration."""
    for name in ("firebase.json", "firestore.indexes.json"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "firestore.rules").write_text(RULES, encoding="utf-8")
    functions = tmp_path / "functions"
    functions.mkdir()
    (functions / "main.py").write_text(MAIN, encoding="utf-8")
    shutil.copy(ROOT / "functions" / "requirements.txt", functions)
    (functions / "venv").symlink_to(ROOT / "functions" / "venv")
    return tmp_path


@pytest.fixture
def usual_ports_taken() -> Iterator[None]:
    """Occupy every usual port that is still free, so that none is available."""
    with ExitStack() as stack:
        for port in filter(is_free, DEFAULT_PORTS.values()):
            server = stack.enter_context(socket.socket())
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind((LOCALHOST, port))
            server.listen()
        yield


def document_exists(client: Client, path: str) -> bool:
    """Return True if a document exists."""
    return bool(client.document(path).get().exists)


@pytest.mark.slow
@pytest.mark.usefixtures("usual_ports_taken")
def test_a_trigger_fires_on_other_ports_and_no_process_is_left(
    small_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with EmulatorSuite("demo-small", project_root=small_project, is_short_lived=True) as suite:
        hosts = {suite.host_of(component) for component in DEFAULT_PORTS}
        assert not hosts & {f"{LOCALHOST}:{port}" for port in DEFAULT_PORTS.values()}
        assert suite.functions == ("us-central1-on_ball_written",)
        for name, value in suite.env().items():
            monkeypatch.setenv(name, value)
        client = Client(project=suite.project)
        client.document("balls/1_1").set({"runs": 4})
        eventually(lambda: document_exists(client, "echo/1_1"))
        client.close()
        processes = [suite.pid, *descendants(suite.pid)]
    assert len(processes) >= 4, "firebase-tools, Java and Python were expected"
    assert not [pid for pid in processes if exists(pid)]
    assert not list(small_project.glob("*.log")), "logs belong elsewhere"


@pytest.mark.slow
def test_functions_that_cannot_be_loaded_raise_an_error_with_the_cause(small_project: Path) -> None:
    (small_project / "functions" / "main.py").write_text("import a_module_that_is_not_there\n")
    with pytest.raises(EmulatorError, match="a_module_that_is_not_there"):
        EmulatorSuite("demo-broken", project_root=small_project).__enter__()


@pytest.mark.parametrize(
    "number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)]
)
def test_a_terminated_script_leaves_no_process(number: signal.Signals, small_project: Path) -> None:
    # A background job ignores Ctrl-C and so would its child, unless SIGINT is handled here.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    command = [sys.executable, "-c", OWNER, str(small_project)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as owner:
        assert owner.stdout
        guard = int(owner.stdout.readline())
        eventually(lambda: len(descendants(guard)) >= 2)
        processes = descendants(guard)
        owner.send_signal(number)
    eventually(lambda: not [pid for pid in processes if exists(pid)])
    eventually(lambda: not descendants(guard))
