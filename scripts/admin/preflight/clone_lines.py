"""Defines the lines that the files of a clone answer. No request is made to a project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from admin.preflight.clone import Clone
from admin.preflight.errors import NotKnown
from admin.preflight.model import Answer, Line, answer_from
from admin.preflight.project import Project

MAX_OVERRIDES = 200
MAX_COMPOSITES = 200
"""Single-field configurations, and composite indexes without billing, of a database.

https://firebase.google.com/docs/firestore/quotas
"""

POLICY = "Content-Security-Policy"
CLOSED = {"default-src": "'none'", "script-src": "'self'", "base-uri": "'none'"}
"""The policy that every page must have; a wider one would allow sources that are not ours."""

NEEDED_SETTINGS = ("projectId", "apiKey", "authDomain")


def predeploy_check(part: str, fine: str) -> Callable[[Clone, Project], Answer]:
    """Return a check that looks up one part of the checks before a deployment."""

    def check(clone: Clone, _: Project) -> Answer:
        return answer_from(list(clone.complaints[part]), fine)

    return check


def index_file(clone: Clone, _: Project) -> Answer:
    """Check that the committed indexes are within the limits of a database."""
    composites, overrides = clone.indexes["indexes"], clone.indexes["fieldOverrides"]
    faults = []
    if len(overrides) > MAX_OVERRIDES:
        faults.append(f"{len(overrides)} field overrides, and {MAX_OVERRIDES} are allowed")
    if len(composites) > MAX_COMPOSITES:
        faults.append(f"{len(composites)} composite indexes, and {MAX_COMPOSITES} are allowed")
    return answer_from(
        faults, f"{len(composites)} composite indexes, {len(overrides)} field overrides"
    )


def one_region(clone: Clone, _: Project) -> Answer:
    """Check that all functions are in one region."""
    regions = " and ".join(clone.regions)
    if len(clone.regions) == 1:
        return answer_from([], f"all {len(clone.endpoints)} functions in {regions}")
    return answer_from([f"functions are in {regions}"], "")


def hosting_policy(clone: Clone, _: Project) -> Answer:
    """Check that every policy of the pages is closed, and that none names an emulator."""
    policies = list(policies_of(clone.hosting))
    faults = [] if policies else ["no page has a Content-Security-Policy"]
    for policy in policies:
        for name, wanted in CLOSED.items():
            if policy.get(name) != wanted.split():
                faults.append(f"{name} is {' '.join(policy.get(name, ['missing']))}")
        local = [each for each in policy.get("connect-src", ()) if is_local(each)]
        faults += [f"connect-src names {each}" for each in local]
    return answer_from(faults, f"{len(policies)} policies, all of them closed")


def page_settings(clone: Clone, project: Project) -> Answer:
    """Check that the pages have settings for the project that their policy permits."""
    path = f"clients/web/config/{project.name}.json"
    settings = clone.page_settings(project.name)
    if settings is None:
        return answer_from([f"{path} is missing"], "")
    firebase = settings.get("firebase") or {}
    faults = [f"firebase.{name} is missing" for name in NEEDED_SETTINGS if not firebase.get(name)]
    project_id = firebase.get("projectId")
    if project_id and project_id != project.name:
        faults.append(f"firebase.projectId is {project_id}")
    if settings.get("emulators"):
        faults.append("it names emulators")
    faults += [
        f"connect-src does not name {each}"
        for each in blocked_origins(clone, settings.get("gateway"))
    ]
    return answer_from([f"{path}: {each}" for each in faults], f"{path} is complete")


def blocked_origins(clone: Clone, gateway: object) -> Iterator[str]:
    """Yield the origins of a gateway that a policy blocks.

    Raises NotKnown if the address of the gateway is not an https one.
    """
    if not gateway:
        return
    if not isinstance(gateway, str) or not gateway.startswith("https://"):
        raise NotKnown(f"gateway {gateway!r} is no https:// address")
    host = gateway.removeprefix("https://").partition("/")[0]
    for origin in (f"https://{host}", f"wss://{host}"):
        if any(origin not in each.get("connect-src", ()) for each in policies_of(clone.hosting)):
            yield origin


def policies_of(hosting: Any) -> Iterator[dict[str, list[str]]]:
    """Yield each content security policy, as sources by directive."""
    for rule in hosting["headers"]:
        for header in rule["headers"]:
            if header["key"] == POLICY:
                parts = [part.split() for part in header["value"].split(";") if part.strip()]
                yield {name: sources for name, *sources in parts}


def is_local(source: str) -> bool:
    """Return True if a source of a policy is on the local machine."""
    return "localhost" in source or "127.0.0.1" in source


CLONE_LINES = (
    Line(
        "rules_built",
        "The deployed rules are made of rules/",
        "scripts/scrbrd rules build, then commit",
        predeploy_check("rules_built", "firestore.rules is what rules/ makes"),
    ),
    Line(
        "rules_limits",
        "The rules keep production's limits, which the emulator does not enforce",
        "shorten what is named; docs/rules.md, docs/adr/0004",
        predeploy_check("rules_limits", "256 KiB, let, calls, arguments, nesting, access calls"),
    ),
    Line(
        "rules_measured",
        "Every expression of these very rules was measured true and false",
        "scripts/scrbrd rules coverage; scripts/test tests/rules holds requests to 700 of 1,000"
        " expressions",
        predeploy_check(
            "rules_measured", "rules/covered.txt is of these rules and tables of requests"
        ),
    ),
    Line(
        "functions_manifest",
        "functions.yaml is what main.py makes, with retries",
        "functions/venv/bin/python -m devtools.toolchain.manifest, then commit",
        predeploy_check("functions_manifest", "functions.yaml is fresh"),
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
