"""Finds the Firestore emulator as one jar that `java -jar` runs.

It uses the jar that firebase-tools has downloaded, else the component of the Google Cloud CLI, else
it tries a download.
"""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.layout import Layout
from devtools.toolchain.run import output, run_logged

MAIN_CLASS = "com.google.cloud.datastore.emulator.firestore.CloudFirestore"
COMPONENT_JAR = Path("platform", "cloud-firestore-emulator", "cloud-firestore-emulator.jar")
REMEDY = (
    "connect to the internet and run scripts/setup again, or run "
    "`gcloud components install cloud-firestore-emulator` and then scripts/setup"
)


def find_firestore_jar(layout: Layout, java: str) -> str:
    """Return the path of a runnable emulator jar; download it with firebase-tools if necessary.

    Raises MissingToolError if the download fails.
    """
    downloaded = _download_path(layout)
    if downloaded.exists():
        return str(downloaded)
    component = _component_jar()
    if component:
        wrapper = layout.tools / "cloud-firestore-emulator.jar"
        write_wrapper(wrapper, component)
        return str(wrapper)
    return str(_download(layout, java, downloaded))


def write_wrapper(wrapper: Path, jar: Path) -> None:
    """Write a jar that names the main class of another jar, whose own manifest lacks it."""
    lines = ["Manifest-Version: 1.0", f"Main-Class: {MAIN_CLASS}", f"Class-Path: {jar.as_uri()}"]
    manifest = "".join(f"{_wrap_line(line)}\r\n" for line in lines)
    with zipfile.ZipFile(wrapper, "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", manifest)


def _wrap_line(line: str) -> str:
    """Break a manifest line into lines of at most 72 bytes; further lines begin with a space."""
    if len(line) <= 70:
        return line
    return f"{line[:70]}\r\n{_wrap_line(' ' + line[70:])}"


def _download_path(layout: Layout) -> Path:
    """Return the path at which the installed firebase-tools stores its jar."""
    info = layout.root / "node_modules/firebase-tools/lib/emulator/downloadableEmulatorInfo.json"
    details = json.loads(info.read_text(encoding="utf-8"))["firestore"]
    default = Path.home() / ".cache" / "firebase" / "emulators"
    cache = Path(os.environ.get("FIREBASE_EMULATORS_PATH") or default)
    return cache / str(details["downloadPathRelativeToCacheDir"])


def _component_jar() -> Path | None:
    """Return the jar of the Google Cloud CLI's component, or None if it is not installed."""
    sdk_root = output(["gcloud", "info", "--format=value(installation.sdk_root)"])
    jar = Path(sdk_root.splitlines()[-1] if sdk_root else "") / COMPONENT_JAR
    return jar if jar.is_absolute() and jar.exists() else None


def _download(layout: Layout, java: str, target: Path) -> Path:
    path = os.pathsep.join([str(Path(java).parent), os.environ.get("PATH", "")])
    try:
        run_logged(
            [layout.firebase, "setup:emulators:firestore"],
            log=layout.tools / "firestore-download.log",
            cwd=layout.root,
            remedy=REMEDY,
            env={"PATH": path, "NO_UPDATE_NOTIFIER": "1", "CI": "1"},
        )
    except MissingToolError as error:
        raise MissingToolError(f"no Firestore emulator: {error.missing}", REMEDY) from error
    if not target.exists():
        raise MissingToolError("no Firestore emulator: the download left nothing behind", REMEDY)
    return target
