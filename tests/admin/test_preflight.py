"""The list before going live: what each line says of a project that is as it should be, and of one
that is not."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from admin.accounts import ADMIN_CLAIM, Accounts
from admin.preflight.clone import Clone
from admin.preflight.model import Answer, State
from admin.preflight.project import Project
from admin.preflight.run import LINES, answer_of, findings
from admin.rest_client import sign_up
from admin.variables import AUTH_HOST, FIRESTORE_HOST
from devtools.emulators import EmulatorSuite
from devtools.toolchain.layout import ROOT
from scrbrd.domain.json_types import Json
from tests.admin.administration import here
from tests.admin.test_production import developers_modules

NAME = "a-league"
PAGE = ROOT / "docs" / "going-live.md"
CLONE = Clone()
BY_ID = {line.id: line for line in LINES}
CLONE_IDS = [line.id for line in LINES[:8]]
ASKED_OF_GOOGLE = [line.id for line in LINES[8:] if line.id != "first_administrator"]


BLOCKED = """
import runpy, sys

absent = frozenset(sys.argv[1:])

class NotInstalled:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, NotInstalled())
runpy.run_module("devtools.predeploy", run_name="__main__")
"""


@dataclass
class Reply:
    """An answer as requests has it."""

    status_code: int
    body: Any

    @property
    def text(self) -> str:
        return json.dumps(self.body)

    def json(self) -> Any:
        return self.body


class Google:
    """Answers by the end of an address; `asked` are the methods and addresses."""

    def __init__(self, answers: dict[str, Any], status: int = 200) -> None:
        self.answers, self.status = answers, status
        self.requested_urls: list[str] = []

    def get(self, url: str, *, timeout: float) -> Reply:
        assert timeout > 0
        self.requested_urls.append(url)
        if self.status != 200:
            return Reply(self.status, {"error": {"message": "refused"}})
        path = url.partition("?")[0]
        found = [body for end, body in self.answers.items() if path.endswith(end)]
        return Reply(200, found[0]) if found else Reply(404, {"error": {"message": "none"}})


def named(group: str, kind: str, name: str) -> str:
    return f"projects/{NAME}/databases/(default)/collectionGroups/{group}/{kind}/{name}"


def built_indexes() -> Iterator[Json]:
    """The committed indexes as Google lists them: with an id as the last field."""
    for number, index in enumerate(CLONE.indexes["indexes"]):
        last = {"fieldPath": "__name__", "order": "ASCENDING"}
        yield {
            "name": named(index["collectionGroup"], "indexes", str(number)),
            "queryScope": index["queryScope"],
            "fields": [*index["fields"], last],
            "state": "READY",
        }


def built_fields() -> Iterator[Json]:
    """The committed overrides as Google lists them."""
    for field in CLONE.indexes["fieldOverrides"]:
        path = field["fieldPath"]
        of_field = [
            {
                "queryScope": each["queryScope"],
                "fields": [{k: v for k, v in each.items() if k != "queryScope"}],
            }
            for each in field["indexes"]
        ]
        yield {
            "name": named(field["collectionGroup"], "fields", path),
            "indexConfig": {"indexes": of_field} if of_field else {},
            **({"ttlConfig": {"state": "ACTIVE"}} if field.get("ttl") else {}),
        }


def right() -> dict[str, Any]:
    """What Google answers of a project that is as it should be."""
    at = f"projects/{NAME}/locations/us-central1"
    return {
        "/databases/(default)": {
            "locationId": "us-central1",
            "pointInTimeRecoveryEnablement": "POINT_IN_TIME_RECOVERY_ENABLED",
            "deleteProtectionState": "DELETE_PROTECTION_ENABLED",
        },
        "/backupSchedules": {"backupSchedules": [{"name": "daily"}]},
        "/releases/cloud.firestore": {"rulesetName": f"projects/{NAME}/rulesets/r1"},
        "/rulesets/r1": {"source": {"files": [{"content": CLONE.rules}]}},
        "/-/indexes": {"indexes": list(built_indexes())},
        "/-/fields": {"fields": list(built_fields())},
        "/locations/-/functions": {
            "functions": [
                {"name": f"{at}/functions/{name.replace('_', '-')}", "state": "ACTIVE"}
                for name in CLONE.endpoints
            ]
        },
        "/jobs": {
            "jobs": [
                {"name": f"{at}/jobs/firebase-schedule-{name}-us-central1", "state": "ENABLED"}
                for name in CLONE.schedules
            ]
        },
        "/services": {"services": [{"name": "projects/7/services/firestore.googleapis.com"}]},
        "/billingInfo": {"billingEnabled": True, "billingAccountName": "billingAccounts/B"},
        f"/v3/projects/{NAME}": {"name": "projects/7"},
        "/budgets": {
            "budgets": [
                {
                    "displayName": "scrbrd",
                    "thresholdRules": [{"thresholdPercent": 0.5}],
                    "budgetFilter": {"projects": ["projects/7"]},
                }
            ]
        },
        "/alertPolicies": {
            "alertPolicies": [
                {"displayName": name, "notificationChannels": ["one"]} for name in CLONE.alerts
            ]
        },
    }


def answer_to(line_id: str, answers: dict[str, Any], status: int = 200) -> Answer:
    """One line's answer for a project of which Google says that."""
    project = Project(NAME, emulated=False, session=Google(answers, status))
    return answer_of(BY_ID[line_id], CLONE, project)


def test_the_page_has_the_very_lines_in_the_same_order() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [line.id for line in LINES]


def test_the_committed_clone_is_ready() -> None:
    """One run of the checks before a deployment, for all lines of the clone."""
    states = {
        each.line.id: each.answer for each in findings(Clone(), Project(None, emulated=False))
    }
    wrong = {name: each.found for name, each in states.items() if each.state is State.WRONG}
    # Changed rules are measured anew by whoever changes them; tests/rules asks for that.
    assert set(wrong) <= {"rules_measured"}
    unknown = [name for name, each in states.items() if each.state is State.UNKNOWN]
    assert unknown == ["page_settings", *(line.id for line in LINES[8:])]
    assert all("--project" in states[name].found for name in unknown)


@pytest.mark.parametrize("line_id", ASKED_OF_GOOGLE)
def test_a_project_that_is_as_it_should_be_is_ok(line_id: str) -> None:
    assert answer_to(line_id, right()).state is State.OK


@pytest.mark.parametrize("line_id", ASKED_OF_GOOGLE)
def test_what_the_credentials_may_not_read_is_not_known(line_id: str) -> None:
    answer = answer_to(line_id, right(), status=403)
    assert answer.state is State.UNKNOWN
    assert "may not read" in answer.found


def changed(end: str, change: Callable[[Any], object]) -> dict[str, Any]:
    """The right answers, one of them changed in place."""
    answers = json.loads(json.dumps(right()))
    change(answers[end])
    found: dict[str, Any] = answers
    return found


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "another region": (
        "database_region",
        changed("/databases/(default)", lambda it: it.update(locationId="europe-west2")),
        "the database is in europe-west2, functions are in us-central1",
    ),
    "no recovery": (
        "database_protection",
        changed("/databases/(default)", lambda it: it.pop("pointInTimeRecoveryEnablement")),
        "no point-in-time recovery",
    ),
    "no backups": (
        "database_protection",
        changed("/backupSchedules", lambda it: it.clear()),
        "no backup schedule",
    ),
    "other rules": (
        "rules_deployed",
        changed("/rulesets/r1", lambda it: it["source"]["files"][0].update(content="x")),
        "other rules",
    ),
    "no rules": (
        "rules_deployed",
        {},
        "no rules are deployed",
    ),
    "an index still being built": (
        "indexes_deployed",
        changed("/-/indexes", lambda it: it["indexes"][0].update(state="CREATING")),
        "tickers by status ASCENDING, scheduledAt ASCENDING: CREATING",
    ),
    "an override missing": (
        "indexes_deployed",
        changed("/-/fields", lambda it: it["fields"].pop(0)),
        "indexes of matches.sourceFacts: missing",
    ),
    "a TTL policy missing": (
        "ttl_active",
        changed("/-/fields", lambda it: [f.pop("ttlConfig", 0) for f in it["fields"]]),
        "events.expireAt: no policy",
    ),
    "a function missing": (
        "functions_deployed",
        changed("/locations/-/functions", lambda it: it["functions"].pop(0)),
        "in us-central1: missing",
    ),
    "a paused job": (
        "scheduler",
        changed("/jobs", lambda it: it["jobs"][0].update(state="PAUSED")),
        "PAUSED",
    ),
    "App Check enforced": (
        "app_check",
        changed("/services", lambda it: it["services"][0].update(enforcementMode="ENFORCED")),
        "firestore.googleapis.com is enforced",
    ),
    "no billing": (
        "price_alarms",
        changed("/billingInfo", lambda it: it.update(billingEnabled=False)),
        "no billing account",
    ),
    "a budget of another project": (
        "price_alarms",
        changed(
            "/budgets", lambda it: it["budgets"][0]["budgetFilter"].update(projects=["projects/8"])
        ),
        "no budget",
    ),
    "alerts that tell nobody": (
        "alert_policies",
        changed(
            "/alertPolicies", lambda it: it["alertPolicies"][0].update(notificationChannels=[])
        ),
        "tells nobody",
    ),
}


@pytest.mark.parametrize(("line_id", "answers", "expected"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said(line_id: str, answers: dict[str, Any], expected: str) -> None:
    answer = answer_to(line_id, answers)
    assert answer.state is State.WRONG
    assert expected in answer.found


def test_a_listing_is_read_to_its_last_page() -> None:
    pages = [{"jobs": [{"name": "a"}], "nextPageToken": "2"}, {"jobs": [{"name": "b"}]}]

    class Paged:
        def get(self, url: str, *, timeout: float) -> Reply:
            assert timeout > 0
            return Reply(200, pages[url.endswith("pageToken=2")])

    project = Project(NAME, emulated=False, session=Paged())
    listed = project.read_all("https://x.googleapis.com/jobs", "jobs")
    assert [job["name"] for job in listed] == ["a", "b"]


def test_an_answer_of_another_shape_is_not_known_and_says_what_is_missing() -> None:
    answer = answer_to("database_region", {"/databases/(default)": {}})
    assert answer.state is State.UNKNOWN
    assert "locationId" in answer.found


def test_the_checks_before_a_deployment_need_none_of_the_developers_packages() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED, *sorted({"tests", *developers_modules()})],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert set(json.loads(done.stdout)) == {
        *("rules_built", "rules_limits", "rules_measured", "functions_manifest")
    }


@pytest.fixture
def no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment without any, and without a server that would be asked for them."""
    for name in (FIRESTORE_HOST, AUTH_HOST, "GOOGLE_APPLICATION_CREDENTIALS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("NO_GCE_CHECK", "true")


@pytest.mark.usefixtures("no_credentials")
def test_without_credentials_each_line_says_so_and_missing_settings_are_wrong() -> None:
    ran = here("preflight", "--project", NAME, "--json")
    *lines, counts = map(json.loads, ran.out.splitlines())
    assert [line["id"] for line in lines] == list(BY_ID)
    assert {line["state"] for line in lines[8:]} == {"unknown"}
    assert all("no credentials" in line["found"] for line in lines[8:])
    assert all(line["remedy"] for line in lines if line["state"] != "ok")
    assert next(line for line in lines if line["id"] == "page_settings")["state"] == "wrong"
    assert sum(counts.values()) == len(LINES)
    assert (ran.code, ran.err) == (1, "")


def test_what_is_no_project_is_refused() -> None:
    ran = here("preflight", "--project", "../x")
    assert ran.code == 2
    assert "is no id of a project" in ran.err


def test_on_emulators_the_first_administrator_is_known(
    suite: EmulatorSuite, monkeypatch: pytest.MonkeyPatch, project_id: str
) -> None:
    for name, value in suite.env().items():
        monkeypatch.setenv(name, value)
    line = BY_ID["first_administrator"]
    empty = Project(project_id, emulated=True)
    assert answer_of(line, CLONE, empty).state is State.WRONG
    address = f"admin-{project_id}@example.com"
    sign_up(suite.auth_host, address)
    accounts = Accounts(suite.project)
    accounts.set_claim(accounts.require(address, "--admin"), ADMIN_CLAIM, True)
    accounts.close()
    assert answer_of(line, CLONE, Project(suite.project, emulated=True)).state is State.OK
    answer = answer_of(BY_ID["scheduler"], CLONE, empty)
    assert (answer.state, "emulator" in answer.found) == (State.UNKNOWN, True)


def test_an_emulator_that_does_not_answer_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (AUTH_HOST, FIRESTORE_HOST):
        monkeypatch.setenv(name, "127.0.0.1:9")
    answer = answer_of(BY_ID["first_administrator"], CLONE, Project("demo-x", emulated=True))
    assert answer.state is State.UNKNOWN
    assert "does not answer" in answer.found
