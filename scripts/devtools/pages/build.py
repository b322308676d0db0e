"""Builds the pages and their client with npm: each package that is older than its sources."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.layout import Layout
from devtools.toolchain.lock import file_lock
from devtools.toolchain.run import run_logged

WEB = Path("clients/web")
SITE = WEB / "site"
CLIENT = "clients/web/client"
LIBRARIES = (CLIENT, "clients/web/common")
"""The packages that pages use; they are stale when one of these has changed."""

SETTINGS = "config.json"
GENERATED = frozenset({"dist", "site", "node_modules"})
PINS = ("package.json", "package-lock.json")

NPM = "install Node.js 20.19 or newer with npm, then run scripts/setup"
AGAIN = "mend what it names, then try again"

Say = Callable[[str], None]


def build(layout: Layout, say: Say) -> None:
    """Build every stale package. A second process waits for the first and then has nothing to do.

    Raises MissingToolError if npm is missing or a package does not compile.
    """
    _build(layout, say, packages(layout))


def build_client(layout: Layout, say: Say) -> Path:
    """Build only the client, if it is stale; return its `dist` folder. Raises as `build`."""
    _build(layout, say, [CLIENT])
    return layout.root / CLIENT / "dist"


def stale_packages(layout: Layout) -> list[str]:
    """Return the folders of the packages that are missing or older than their sources."""
    stamps = _stamps(layout)
    return [folder for folder in packages(layout) if not _is_fresh(layout, stamps, folder)]


def packages(layout: Layout) -> list[str]:
    """Return the folders of the workspaces that have sources, in build order."""
    manifest = json.loads((layout.root / "package.json").read_text(encoding="utf-8"))
    folders = [str(folder) for folder in manifest["workspaces"]]
    return [folder for folder in folders if (layout.root / folder / "src").is_dir()]


def pages(layout: Layout) -> list[Path]:
    """Return every built HTML file, sorted."""
    return sorted((layout.root / SITE).rglob("*.html"))


def _build(layout: Layout, say: Say, folders: list[str]) -> None:
    if not set(stale_packages(layout)) & set(folders):
        return
    if not shutil.which("npm"):
        raise MissingToolError("no npm, which builds the pages", NPM)
    with file_lock(layout.tools / "pages.lock"):
        for place, folder in enumerate(folders, 1):
            # Checked one by one, because the build of the first page empties the folder of all.
            if not _is_fresh(layout, _stamps(layout), folder):
                say(f"Building the pages: {folder} ({place} of {len(folders)}) ...")
                _build_one(layout, folder)


def _build_one(layout: Layout, folder: str) -> None:
    sources, began = _digest(layout, folder), time.time()
    run_logged(
        ["npm", "run", "build", "--if-present", "--workspace", folder],
        log=layout.tools / f"build-{Path(folder).name}.log",
        cwd=layout.root,
        remedy=AGAIN,
    )
    stamp = {"sources": sources, "built": sorted(_files_since(layout, began))}
    stamps = _stamps(layout) | {folder: stamp}
    _record(layout).write_text(json.dumps(stamps, indent=1), encoding="utf-8")


def _is_fresh(layout: Layout, stamps: dict[str, Any], folder: str) -> bool:
    stamp = stamps.get(folder)
    return (
        stamp is not None
        and all((layout.root / name).exists() for name in stamp["built"])
        and stamp["sources"] == _digest(layout, folder)
    )


def _files_since(layout: Layout, began: float) -> Iterator[str]:
    """Yield the files built since a time, rounded down because some file systems keep seconds."""
    for name in ("site", "*/dist"):
        for path in (layout.root / WEB).glob(f"{name}/**/*"):
            if path.is_file() and path.stat().st_mtime >= int(began):
                yield str(path.relative_to(layout.root))


def _digest(layout: Layout, folder: str) -> str:
    """Return the fingerprint of a package's sources.

    They are its own files, those of the libraries, the shared files of `clients/web` and the pinned
    packages.
    """
    web = layout.root / WEB
    shared = [path for path in web.iterdir() if path.is_file()]
    own = {path for name in (folder, *LIBRARIES) for path in _sources(layout.root / name)}
    digest = hashlib.sha256()
    for path in [*(layout.root / name for name in PINS), *sorted([*shared, *own])]:
        digest.update(f"{path.relative_to(layout.root)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in GENERATED]
        yield from (Path(parent) / name for name in names)


def _stamps(layout: Layout) -> dict[str, Any]:
    """Return the record of the last builds by package; empty if it cannot be read.

    Each has the fingerprint of its `sources` and the files that were `built`.
    """
    try:
        stamps: dict[str, Any] = json.loads(_record(layout).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps


def _record(layout: Layout) -> Path:
    return layout.tools / "pages.json"
