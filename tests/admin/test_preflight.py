"""Tests the preflight list: the answer of each line for a project that is ready to go live and for
one that is not."""

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
from tests.admin.administration import run_in_process
from tests.admin.test_production import developers_modules

NAME = "a-league"
PAGE = ROOT / "docs" / "going-live.md"
CLONE = Clone()
BY_ID = {line.id: line for line in LINES}
GOOGLE_LINE_IDS = [line.id for line in LINES[8:] if line.id != "first_administrator"]


PREDEPLOY_BLOCKED = """
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
    """A response with the attributes of those of `requests`."""

    status_code: int
    body: Any

    @property
    def text(self) -> str:
        return json.dumps(self.body)

    def json(self) -> Any:
        return self.body


class FakeGoogle:
    """Answers requests by the end of their URL, and records the URLs in `requested_urls`."""

    def __init__(self, answers: dict[str, Any], status: int = 200) -> None:
        self.answers, self.status = answers, status
        self.requested_urls: list[str] = []

    def get(self, url: str, *, timeout: float) -> Reply:
        assert timeout > 0
        self.requested_urls.append(url)
        if self.status != 200:
            return Reply(self.status, {"error": {"message": "refused"}})
        path = url.partition("?")[0]
        found = [body for path_end, body in self.answers.items() if path.endswith(path_end)]
        return Reply(200, found[0]) if found else Reply(404, {"error": {"message": "none"}})


def resource_name(group: str, kind: str, name: str) -> str:
    """Return the resource name of an index or a field of a collection group."""
    return f"projects/{NAME}/databases/(default)/collectionGroups/{group}/{kind}/{name}"


def built_indexes() -> Iterator[Json]:
    """Yield the committed indexes as Google lists them, with the document's name as last field."""
    for number, index in enumerate(CLONE.indexes["indexes"]):
        last = {"fieldPath": "__name__", "order": "ASCENDING"}
        yield {
            "name": resource_name(index["collectionGroup"], "indexes", str(number)),
            "queryScope": index["queryScope"],
            "fields": [*index["fields"], last],
            "state": "READY",
        }


def built_fields() -> Iterator[Json]:
    """Yield the committed field overrides as Google lists them."""
    for field in CLONE.indexes["fieldOverrides"]:
        path = field["fieldPath"]
        field_indexes = [
            {
                "queryScope": each["queryScope"],
                "fields": [{k: v for k, v in each.items() if k != "queryScope"}],
            }
            for each in field["indexes"]
        ]
        yield {
            "name": resource_name(field["collectionGroup"], "fields", path),
            "indexConfig": {"indexes": field_indexes} if field_indexes else {},
            **({"ttlConfig": {"state": "ACTIVE"}} if field.get("ttl") else {}),
        }


def correct_answers() -> dict[str, Any]:
    """Return Google's answers for a project that is ready, by the end of the URL."""
    location = f"projects/{NAME}/locations/us-central1"
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
                {"name": f"{location}/functions/{name.replace('_', '-')}", "state": "ACTIVE"}
                for name in CLONE.endpoints
            ]
        },
        "/jobs": {
            "jobs": [
                {
                    "name": f"{location}/jobs/firebase-schedule-{name}-us-central1",
                    "state": "ENABLED",
                }
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
    """Return the answer of one line for a project with these answers of Google."""
    project = Project(NAME, emulated=False, session=FakeGoogle(answers, status))
    return answer_of(BY_ID[line_id], CLONE, project)


def test_the_page_lists_the_same_lines_in_the_same_order() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [line.id for line in LINES]


def test_the_committed_clone_is_ready() -> None:
    """Run the checks before a deployment once, for all lines of the clone."""
    states = {
        each.line.id: each.answer for each in findings(Clone(), Project(None, emulated=False))
    }
    wrong_lines = {name: each.found for name, each in states.items() if each.state is State.WRONG}
    # Changed rules must be measured again when they are changed; tests/rules checks that.
    assert set(wrong_lines) <= {"rules_measured"}
    unknown_lines = [name for name, each in states.items() if each.state is State.UNKNOWN]
    assert unknown_lines == ["page_settings", *(line.id for line in LINES[8:])]
    assert all("--project" in states[name].found for name in unknown_lines)


@pytest.mark.parametrize("line_id", GOOGLE_LINE_IDS)
def test_a_project_that_is_ready_is_ok(line_id: str) -> None:
    assert answer_to(line_id, correct_answers()).state is State.OK


@pytest.mark.parametrize("line_id", GOOGLE_LINE_IDS)
def test_data_that_the_credentials_may_not_read_gives_an_unknown_state(line_id: str) -> None:
    answer = answer_to(line_id, correct_answers(), status=403)
    assert answer.state is State.UNKNOWN
    assert "may not read" in answer.found


def answers_with(path_end: str, change: Callable[[Any], object]) -> dict[str, Any]:
    """Return the correct answers, one of them changed in place."""
    answers = json.loads(json.dumps(correct_answers()))
    change(answers[path_end])
    found: dict[str, Any] = answers
    return found


WRONG_ANSWERS: dict[str, tuple[str, dict[str, Any], str]] = {
    "another region": (
        "database_region",
        answers_with("/databases/(default)", lambda it: it.update(locationId="europe-west2")),
        "the database is in europe-west2, functions are in us-central1",
    ),
    "no recovery": (
        "database_protection",
        answers_with("/databases/(default)", lambda it: it.pop("pointInTimeRecoveryEnablement")),
        "no point-in-time recovery",
    ),
    "no backups": (
        "database_protection",
        answers_with("/backupSchedules", lambda it: it.clear()),
        "no backup schedule",
    ),
    "other rules": (
        "rules_deployed",
        answers_with("/rulesets/r1", lambda it: it["source"]["files"][0].update(content="x")),
        "other rules",
    ),
    "no rules": (
        "rules_deployed",
        {},
        "no rules are deployed",
    ),
    "an index still being built": (
        "indexes_deployed",
        answers_with("/-/indexes", lambda it: it["indexes"][0].update(state="CREATING")),
        "tickers by status ASCENDING, scheduledAt ASCENDING: CREATING",
    ),
    "an override missing": (
        "indexes_deployed",
        answers_with("/-/fields", lambda it: it["fields"].pop(0)),
        "indexes of matches.sourceFacts: missing",
    ),
    "a TTL policy missing": (
        "ttl_active",
        answers_with("/-/fields", lambda it: [f.pop("ttlConfig", 0) for f in it["fields"]]),
        "events.expireAt: no policy",
    ),
    "a function missing": (
        "functions_deployed",
        answers_with("/locations/-/functions", lambda it: it["functions"].pop(0)),
        "in us-central1: missing",
    ),
    "a paused job": (
        "scheduler",
        answers_with("/jobs", lambda it: it["jobs"][0].update(state="PAUSED")),
        "PAUSED",
    ),
    "App Check enforced": (
        "app_check",
        answers_with("/services", lambda it: it["services"][0].update(enforcementMode="ENFORCED")),
        "firestore.googleapis.com is enforced",
    ),
    "no billing": (
        "price_alarms",
        answers_with("/billingInfo", lambda it: it.update(billingEnabled=False)),
        "no billing account",
    ),
    "a budget of another project": (
        "price_alarms",
        answers_with(
            "/budgets", lambda it: it["budgets"][0]["budgetFilter"].update(projects=["projects/8"])
        ),
        "no budget",
    ),
    "alerts without a channel": (
        "alert_policies",
        answers_with(
            "/alertPolicies", lambda it: it["alertPolicies"][0].update(notificationChannels=[])
        ),
        "tells nobody",
    ),
}


@pytest.mark.parametrize(
    ("line_id", "answers", "expected"), WRONG_ANSWERS.values(), ids=WRONG_ANSWERS
)
def test_each_fault_of_a_project_is_named(
    line_id: str, answers: dict[str, Any], expected: str
) -> None:
    answer = answer_to(line_id, answers)
    assert answer.state is State.WRONG
    assert expected in answer.found


def test_a_listing_is_read_to_its_last_page() -> None:
    pages = [{"jobs": [{"name": "a"}], "nextPageToken": "2"}, {"jobs": [{"name": "b"}]}]

    class PagedGoogle:
        def get(self, url: str, *, timeout: float) -> Reply:
            assert timeout > 0
            return Reply(200, pages[url.endswith("pageToken=2")])

    project = Project(NAME, emulated=False, session=PagedGoogle())
    jobs = project.read_all("https://x.googleapis.com/jobs", "jobs")
    assert [job["name"] for job in jobs] == ["a", "b"]


def test_an_answer_of_another_shape_is_unknown_and_names_the_missing_field() -> None:
    answer = answer_to("database_region", {"/databases/(default)": {}})
    assert answer.state is State.UNKNOWN
    assert "locationId" in answer.found


def test_the_checks_before_a_deployment_need_none_of_the_developers_packages() -> None:
    process = subprocess.run(
        [sys.executable, "-c", PREDEPLOY_BLOCKED, *sorted({"tests", *developers_modules()})],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert (process.returncode, process.stderr) == (0, "")
    assert set(json.loads(process.stdout)) == {
        *("rules_built", "rules_limits", "rules_measured", "functions_manifest")
    }


@pytest.fixture
def no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Remove credentials from the environment, and the metadata server that would provide them."""
    for name in (FIRESTORE_HOST, AUTH_HOST, "GOOGLE_APPLICATION_CREDENTIALS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("NO_GCE_CHECK", "true")


@pytest.mark.usefixtures("no_credentials")
def test_without_credentials_project_lines_are_unknown_and_missing_settings_wrong() -> None:
    result = run_in_process("preflight", "--project", NAME, "--json")
    *lines, counts = map(json.loads, result.out.splitlines())
    assert [line["id"] for line in lines] == list(BY_ID)
    assert {line["state"] for line in lines[8:]} == {"unknown"}
    assert all("no credentials" in line["found"] for line in lines[8:])
    assert all(line["remedy"] for line in lines if line["state"] != "ok")
    assert next(line for line in lines if line["id"] == "page_settings")["state"] == "wrong"
    assert sum(counts.values()) == len(LINES)
    assert (result.code, result.err) == (1, "")


def test_an_invalid_project_id_is_refused() -> None:
    result = run_in_process("preflight", "--project", "../x")
    assert result.code == 2
    assert "is no id of a project" in result.err


def test_on_emulators_the_first_administrator_is_checked(
    suite: EmulatorSuite, monkeypatch: pytest.MonkeyPatch, project_id: str
) -> None:
    for name, value in suite.env().items():
        monkeypatch.setenv(name, value)
    line = BY_ID["first_administrator"]
    empty_project = Project(project_id, emulated=True)
    assert answer_of(line, CLONE, empty_project).state is State.WRONG
    address = f"admin-{project_id}@example.com"
    sign_up(suite.auth_host, address)
    accounts = Accounts(suite.project)
    accounts.set_claim(accounts.require(address, "--admin"), ADMIN_CLAIM, True)
    accounts.close()
    assert answer_of(line, CLONE, Project(suite.project, emulated=True)).state is State.OK
    answer = answer_of(BY_ID["scheduler"], CLONE, empty_project)
    assert (answer.state, "emulator" in answer.found) == (State.UNKNOWN, True)


def test_an_emulator_that_does_not_answer_gives_an_unknown_state(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in (AUTH_HOST, FIRESTORE_HOST):
        monkeypatch.setenv(name, "127.0.0.1:9")
    answer = answer_of(BY_ID["first_administrator"], CLONE, Project("demo-x", emulated=True))
    assert answer.state is State.UNKNOWN
    assert "does not answer" in answer.found
