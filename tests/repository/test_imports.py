"""Tests that no module of Python or TypeScript imports itself through others.

Imports for types alone count too, because readers of a module follow them as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

from devtools.toolchain.layout import ROOT

WEB = ROOT / "clients" / "web"
PACKAGES = ("scrbrd", "scrbrd_gateway", "scrbrd_ingest", "admin", "devtools", "migrate")
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")
SUFFIXES = {".js": (".ts", ".tsx"), ".ts": (".ts",), ".tsx": (".tsx",)}
Imports = Mapping[str, Iterable[str]]


def import_cycle(imports: Imports) -> list[str]:
    """Return a cycle of modules, each importing the next and the first equal to the last, or []."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1]
        return cycle[::-1]
    return []


def python_imports() -> Imports:
    """Return the modules of our packages that each module of them imports."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    return {each: graph.find_modules_directly_imported_by(each) for each in graph.modules}


def typescript_imports(folder: Path) -> Imports:
    """Return the sources below a folder that each source imports, by relative paths."""
    sources = [
        path
        for path in sorted(folder.rglob("*.ts*"))
        if path.suffix in (".ts", ".tsx") and not {"node_modules", "dist"} & {*path.parts}
    ]
    relative_paths = {path: str(path.relative_to(folder)) for path in sources}
    return {
        relative_paths[path]: [
            relative_paths[each] for each in imported_files(path) if each in relative_paths
        ]
        for path in relative_paths
    }


def imported_files(path: Path) -> Iterable[Path]:
    """Yield the files to which the relative imports of a source may resolve."""
    for specifier in IMPORTED.findall(path.read_text(encoding="utf-8")):
        target = (path.parent / specifier).resolve()
        yield from (target.with_suffix(each) for each in SUFFIXES.get(target.suffix, ()))


def test_no_python_module_imports_itself_through_others() -> None:
    imports = python_imports()
    assert len(imports) > 500
    assert import_cycle(imports) == []


def test_no_typescript_module_imports_itself_through_others() -> None:
    imports = typescript_imports(WEB)
    assert sum(len([*each]) for each in imports.values()) > 1000
    assert import_cycle(imports) == []


@pytest.mark.parametrize(
    "import_statement", ['import type {{ A }} from "{}";', 'const a = await import("{}");']
)
def test_an_import_cycle_is_found(tmp_path: Path, import_statement: str) -> None:
    (tmp_path / "a.ts").write_text('export { b } from "./inner/b.js";\n', encoding="utf-8")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "b.tsx").write_text(import_statement.format("../c.ts"), encoding="utf-8")
    (tmp_path / "c.ts").write_text('import {\n  a,\n} from "./a.js";\n', encoding="utf-8")
    cycle = import_cycle(typescript_imports(tmp_path))
    assert cycle in (
        ["a.ts", "inner/b.tsx", "c.ts", "a.ts"],
        ["inner/b.tsx", "c.ts", "a.ts", "inner/b.tsx"],
        ["c.ts", "a.ts", "inner/b.tsx", "c.ts"],
    )
