"""The lines that the files of a clone answer. Nothing is asked of a project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from admin.preflight.clone import Clone
from admin.preflight.errors import NotKnown
from admin.preflight.model import Answer, Line, judged
from admin.preflight.project import Project

MOST_OVERRIDES = 200
MOST_COMPOSITES = 200
"""Single-field configurations, and composite indexes without billing, of a database.

https://firebase.google.com/docs/firestore/quotas
"""

POLICY = "Content-Security-Policy"
CLOSED = {"default-src": "'none'", "script-src": "'self'", "base-uri": "'none'"}
"""What every page's policy says; anything wider lets in what is not ours."""

NEEDED_SETTINGS = ("projectId", "apiKey", "authDomain")


def of_checks(part: str, fine: str) -> Callable[[Clone, Project], Answer]:
    """Return a line's question that the checks before a deployment answer."""

    def ask(clone: Clone, _: Project) -> Answer:
        return judged(list(clone.complaints[part]), fine)

    return ask


def index_file(clone: Clone, _: Project) -> Answer:
    """Whether the committed indexes are within what a database may have."""
    composites, overrides = clone.indexes["indexes"], clone.indexes["fieldOverrides"]
    said = []
    if len(overrides) > MOST_OVERRIDES:
        said.append(f"{len(overrides)} field overrides, and {MOST_OVERRIDES} are allowed")
    if len(composites) > MOST_COMPOSITES:
        said.append(f"{len(composites)} composite indexes, and {MOST_COMPOSITES} are allowed")
    return judged(said, f"{len(composites)} composite indexes, {len(overrides)} field overrides")


def one_region(clone: Clone, _: Project) -> Answer:
    """Whether all functions are in one region."""
    regions = " and ".join(clone.regions)
    if len(clone.regions) == 1:
        return judged([], f"all {len(clone.endpoints)} functions in {regions}")
    return judged([f"functions are in {regions}"], "")


def hosting_policy(clone: Clone, _: Project) -> Answer:
    """Whether every policy of the pages is closed, and none names an emulator."""
    policies = list(policies_of(clone.hosting))
    said = [] if policies else ["no page has a Content-Security-Policy"]
    for policy in policies:
        for name, wanted in CLOSED.items():
            if policy.get(name) != wanted.split():
                said.append(f"{name} is {' '.join(policy.get(name, ['missing']))}")
        local = [each for each in policy.get("connect-src", ()) if is_local(each)]
        said += [f"connect-src names {each}" for each in local]
    return judged(said, f"{len(policies)} policies, all of them closed")


def page_settings(clone: Clone, project: Project) -> Answer:
    """Whether the pages have settings for the project that their policy lets them use."""
    path = f"clients/web/config/{project.name}.json"
    found = clone.page_settings(project.name)
    if found is None:
        return judged([f"{path} is missing"], "")
    firebase = found.get("firebase") or {}
    said = [f"firebase.{name} is missing" for name in NEEDED_SETTINGS if not firebase.get(name)]
    named = firebase.get("projectId")
    if named and named != project.name:
        said.append(f"firebase.projectId is {named}")
    if found.get("emulators"):
        said.append("it names emulators")
    said += [f"connect-src does not name {each}" for each in refused(clone, found.get("gateway"))]
    return judged([f"{path}: {each}" for each in said], f"{path} is complete")


def refused(clone: Clone, gateway: object) -> Iterator[str]:
    """Yield the origins of a gateway that a policy keeps the pages from. Raises NotKnown where its
    address is no https one."""
    if not gateway:
        return
    if not isinstance(gateway, str) or not gateway.startswith("https://"):
        raise NotKnown(f"gateway {gateway!r} is no https:// address")
    host = gateway.removeprefix("https://").partition("/")[0]
    for origin in (f"https://{host}", f"wss://{host}"):
        if any(origin not in each.get("connect-src", ()) for each in policies_of(clone.hosting)):
            yield origin


def policies_of(hosting: Any) -> Iterator[dict[str, list[str]]]:
    """Yield each content security policy as sources by directive."""
    for rule in hosting["headers"]:
        for header in rule["headers"]:
            if header["key"] == POLICY:
                parts = [part.split() for part in header["value"].split(";") if part.strip()]
                yield {name: sources for name, *sources in parts}


def is_local(source: str) -> bool:
    """Return whether a source of a policy is a machine of one's own."""
    return "localhost" in source or "127.0.0.1" in source


CLONE_LINES = (
    Line(
        "rules_built",
        "The deployed rules are made of rules/",
        "scripts/scrbrd rules build, then commit",
        of_checks("rules_built", "firestore.rules is what rules/ makes"),
    ),
    Line(
        "rules_limits",
        "The rules keep production's limits, which the emulator does not enforce",
        "shorten what is named; docs/rules.md, docs/adr/0004",
        of_checks("rules_limits", "256 KiB, let, calls, arguments, nesting, access calls"),
    ),
    Line(
        "rules_measured",
        "Every expression of these very rules was measured true and false",
        "scripts/scrbrd rules coverage; scripts/test tests/rules holds requests to 700 of 1,000"
        " expressions",
        of_checks("rules_measured", "rules/covered.txt is of these rules and tables of requests"),
    ),
    Line(
        "functions_manifest",
        "functions.yaml is what main.py makes, with retries",
        "functions/venv/bin/python -m devtools.toolchain.manifest, then commit",
        of_checks("functions_manifest", "functions.yaml is fresh"),
    ),
    Line(
        "functions_region",
        "All functions are in one region",
        "set region in functions/scrbrd/triggers/__init__.py, then make functions.yaml anew",
        one_region,
    ),
    Line(
        "index_file",
        "The committed indexes are within what a database may have",
        "take away what no query needs; tests/repository/test_indexes.py says which",
        index_file,
    ),
    Line(
        "hosting_policy",
        "The pages' policy lets in nothing of others",
        "mend the headers of hosting in firebase.json; docs/pages.md has what they say",
        hosting_policy,
    ),
    Line(
        "page_settings",
        "The pages have settings for the project",
        "write clients/web/config/PROJECT.json as docs/pages.md says",
        page_settings,
    ),
)
