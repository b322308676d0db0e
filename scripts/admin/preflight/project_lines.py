"""The lines that a project answers, beside what the clone would deploy to it."""

from __future__ import annotations

from typing import Any

from admin.preflight.clone import Clone
from admin.preflight.deployed_indexes import indexes_deployed, ttl_active
from admin.preflight.model import Answer, Line, judged, ok, wrong
from admin.preflight.project import Project

REGIONS_OF = {
    "nam5": {"us-central1"},
    "nam7": {"us-central1", "us-east4"},
    "eur3": {"europe-west1", "europe-west4"},
}
"""Where functions are near a multi-region (https://firebase.google.com/docs/firestore/locations)."""

ENFORCED = "ENFORCED"
GUARDED = ("firestore.googleapis.com", "identitytoolkit.googleapis.com")
"""What App Check would guard of what the pages and scorers' apps speak to."""


def database_region(clone: Clone, project: Project) -> Answer:
    """Whether the functions are where the database is."""
    place = project.read(project.database())["locationId"]
    near = REGIONS_OF.get(place, {place})
    far = [region for region in clone.regions if region not in near]
    said = [f"the database is in {place}, functions are in {region}" for region in far]
    return judged(said, f"database and functions are in {place}")


def database_protection(_: Clone, project: Project) -> Answer:
    """Whether a slip can be undone: recovery to a point in time, no deletion, backups."""
    found = project.read(project.database())
    schedules = list(project.read_all(project.database("/backupSchedules"), "backupSchedules"))
    said = []
    if found.get("pointInTimeRecoveryEnablement") != "POINT_IN_TIME_RECOVERY_ENABLED":
        said.append("no point-in-time recovery")
    if found.get("deleteProtectionState") != "DELETE_PROTECTION_ENABLED":
        said.append("the database may be deleted")
    if not schedules:
        said.append("no backup schedule")
    return judged(said, f"recovery, protection, {len(schedules)} backup schedules")


def rules_deployed(clone: Clone, project: Project) -> Answer:
    """Whether the project has the rules of this clone."""
    base = f"https://firebaserules.googleapis.com/v1/projects/{project.name}"
    release = project.read(f"{base}/releases/cloud.firestore", absent={})
    if not release:
        return wrong("no rules are deployed")
    ruleset = project.read(f"https://firebaserules.googleapis.com/v1/{release['rulesetName']}")
    [file] = ruleset["source"]["files"]
    if file["content"].strip() != clone.rules.strip():
        return wrong("other rules are deployed than those of this clone")
    return ok("the rules of this clone are deployed")


def functions_deployed(clone: Clone, project: Project) -> Answer:
    """Whether every function is there, active, and where functions.yaml has it."""
    url = f"https://cloudfunctions.googleapis.com/v2/projects/{project.name}/locations/-/functions"
    there = {}
    for each in project.read_all(url, "functions"):
        *_, region, _, name = each["name"].split("/")
        there[name.replace("-", "_"), region] = each.get("state")
    said = [
        f"{name} in {region}: {there.get((name, region)) or 'missing'}"
        for name, endpoint in clone.endpoints.items()
        for region in endpoint["region"]
        if there.get((name, region)) != "ACTIVE"
    ]
    return judged(said, f"all {len(clone.endpoints)} functions are active")


def scheduler(clone: Clone, project: Project) -> Answer:
    """Whether Cloud Scheduler calls each function that waits for it."""
    states: dict[str, Any] = {}
    for region in clone.regions:
        base = f"https://cloudscheduler.googleapis.com/v1/projects/{project.name}"
        for job in project.read_all(f"{base}/locations/{region}/jobs", "jobs"):
            states[job["name"].rpartition("/")[2].replace("-", "_")] = job.get("state")
    said = []
    for name in clone.schedules:
        found = [state for job, state in states.items() if f"_{name}_" in f"_{job}_"]
        if "ENABLED" not in found:
            said.append(f"{name}: {found[0] if found else 'no job'}")
    return judged(said, ", ".join(clone.schedules))


def app_check(_: Clone, project: Project) -> Answer:
    """Whether App Check is not enforced: the pages and the package send no token of it."""
    url = f"https://firebaseappcheck.googleapis.com/v1/projects/{project.name}/services"
    modes = {
        each["name"].rpartition("/")[2]: each.get("enforcementMode", "OFF")
        for each in project.read_all(url, "services")
    }
    said = [
        f"{name} is enforced, and the pages send no token of App Check"
        for name in GUARDED
        if modes.get(name) == ENFORCED
    ]
    return judged(said, "not enforced; who may do what is the rules' matter")


def first_administrator(_: Clone, project: Project) -> Answer:
    """Whether anybody is an administrator."""
    if project.has_administrator():
        return ok("there is an administrator")
    return wrong("no account that is enabled has the claim of an administrator")


def price_alarms(_: Clone, project: Project) -> Answer:
    """Whether a budget of the billing account looks at this project and tells somebody."""
    base = "https://cloudbilling.googleapis.com/v1"
    billing = project.read(f"{base}/projects/{project.name}/billingInfo")
    if not billing.get("billingEnabled"):
        return wrong("the project has no billing account; functions need one")
    manager = "https://cloudresourcemanager.googleapis.com/v3"
    number = project.read(f"{manager}/projects/{project.name}")["name"]
    account = billing["billingAccountName"]
    budgets = project.read_all(
        f"https://billingbudgets.googleapis.com/v1/{account}/budgets", "budgets"
    )
    names = [each.get("displayName", "?") for each in budgets if looks_at(each, number)]
    return judged([] if names else ["no budget with a threshold"], f"budgets: {', '.join(names)}")


def looks_at(budget: dict[str, Any], project: str) -> bool:
    """Return whether a budget is of a project, or of all, and has a threshold that tells."""
    projects = budget.get("budgetFilter", {}).get("projects", [])
    return bool(budget.get("thresholdRules")) and (not projects or project in projects)


def alert_policies(clone: Clone, project: Project) -> Answer:
    """Whether every committed alert is there, switched on, and reaches somebody."""
    url = f"https://monitoring.googleapis.com/v3/projects/{project.name}/alertPolicies"
    there = {each.get("displayName"): each for each in project.read_all(url, "alertPolicies")}
    said = []
    for name in clone.alerts:
        policy = there.get(name)
        if policy is None:
            said.append(f"{name}: missing")
        elif not policy.get("enabled", True):
            said.append(f"{name}: switched off")
        elif not policy.get("notificationChannels"):
            said.append(f"{name}: tells nobody")
    return judged(said, f"all {len(clone.alerts)} alerts")


PROJECT_LINES = (
    Line(
        "database_region",
        "Database and functions are in one place",
        "a database cannot move: set region in functions/scrbrd/triggers/__init__.py and deploy"
        " the functions anew",
        database_region,
    ),
    Line(
        "database_protection",
        "A slip can be undone",
        "gcloud firestore databases update --database='(default)' --enable-pitr"
        " --delete-protection --project=PROJECT; gcloud firestore backups schedules create"
        " --database='(default)' --recurrence=daily --retention=14w --project=PROJECT",
        database_protection,
    ),
    Line(
        "rules_deployed",
        "The project has the rules of this clone",
        "npx firebase deploy --only firestore:rules --project PROJECT",
        rules_deployed,
    ),
    Line(
        "indexes_deployed",
        "Every committed index is built",
        "npx firebase deploy --only firestore:indexes --project PROJECT, then wait some minutes",
        indexes_deployed,
    ),
    Line(
        "ttl_active",
        "The database deletes what has expired",
        "npx firebase deploy --only firestore:indexes --project PROJECT, then wait until"
        " gcloud firestore fields ttls list --project=PROJECT says ACTIVE",
        ttl_active,
    ),
    Line(
        "functions_deployed",
        "Every function is active",
        "npx firebase deploy --only functions --project PROJECT",
        functions_deployed,
    ),
    Line(
        "scheduler",
        "Cloud Scheduler calls what heals dropped triggers",
        "npx firebase deploy --only functions --project PROJECT; resume a paused job with"
        " gcloud scheduler jobs resume",
        scheduler,
    ),
    Line(
        "app_check",
        "App Check does not shut out the pages",
        "take enforcement back in the Firebase console, App Check, APIs",
        app_check,
    ),
    Line(
        "first_administrator",
        "Somebody is an administrator",
        "scripts/scrbrd grant --admin ACCOUNT --apply --project PROJECT",
        first_administrator,
    ),
    Line(
        "price_alarms",
        "A budget tells before the bill does",
        "gcloud billing budgets create --billing-account=ACCOUNT --display-name=scrbrd"
        " --budget-amount=50USD --threshold-rule=percent=0.5 --threshold-rule=percent=1.0"
        " --filter-projects=projects/PROJECT; scripts/scrbrd forecast says how much to expect",
        price_alarms,
    ),
    Line(
        "alert_policies",
        "Every committed alert is on and reaches somebody",
        "create them as docs/operations.md says under Monitoring, with a notification channel",
        alert_policies,
    ),
)
