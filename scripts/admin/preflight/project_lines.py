"""Defines the lines that a project answers, in addition to those about the clone."""

from __future__ import annotations

from typing import Any

from admin.preflight.clone import Clone
from admin.preflight.deployed_indexes import indexes_deployed, ttl_active
from admin.preflight.model import Answer, Line, answer_from, ok_answer, wrong_answer
from admin.preflight.project import Project

REGIONS_OF = {
    "nam5": {"us-central1"},
    "nam7": {"us-central1", "us-east4"},
    "eur3": {"europe-west1", "europe-west4"},
}
"""Regions near a multi-region database (https://firebase.google.com/docs/firestore/locations)."""

ENFORCED = "ENFORCED"
GUARDED = ("firestore.googleapis.com", "identitytoolkit.googleapis.com")
"""The APIs used by the pages and scorers' apps that App Check can protect."""


def database_region(clone: Clone, project: Project) -> Answer:
    """Check that the functions are in the region of the database."""
    location = project.read(project.database())["locationId"]
    near_regions = REGIONS_OF.get(location, {location})
    far_regions = [region for region in clone.regions if region not in near_regions]
    faults = [f"the database is in {location}, functions are in {region}" for region in far_regions]
    return answer_from(faults, f"database and functions are in {location}")


def database_protection(_: Clone, project: Project) -> Answer:
    """Check that a mistake can be undone: point-in-time recovery, delete protection, backups."""
    settings = project.read(project.database())
    schedules = list(project.read_all(project.database("/backupSchedules"), "backupSchedules"))
    faults = []
    if settings.get("pointInTimeRecoveryEnablement") != "POINT_IN_TIME_RECOVERY_ENABLED":
        faults.append("no point-in-time recovery")
    if settings.get("deleteProtectionState") != "DELETE_PROTECTION_ENABLED":
        faults.append("the database may be deleted")
    if not schedules:
        faults.append("no backup schedule")
    return answer_from(faults, f"recovery, protection, {len(schedules)} backup schedules")


def rules_deployed(clone: Clone, project: Project) -> Answer:
    """Check that the project has the rules of this clone."""
    base = f"https://firebaserules.googleapis.com/v1/projects/{project.name}"
    release = project.read(f"{base}/releases/cloud.firestore", absent={})
    if not release:
        return wrong_answer("no rules are deployed")
    ruleset = project.read(f"https://firebaserules.googleapis.com/v1/{release['rulesetName']}")
    [file] = ruleset["source"]["files"]
    if file["content"].strip() != clone.rules.strip():
        return wrong_answer("other rules are deployed than those of this clone")
    return ok_answer("the rules of this clone are deployed")


def functions_deployed(clone: Clone, project: Project) -> Answer:
    """Check that every function is active in the region stated by functions.yaml."""
    url = f"https://cloudfunctions.googleapis.com/v2/projects/{project.name}/locations/-/functions"
    deployed = {}
    for each in project.read_all(url, "functions"):
        *_, region, _, name = each["name"].split("/")
        deployed[name.replace("-", "_"), region] = each.get("state")
    faults = [
        f"{name} in {region}: {deployed.get((name, region)) or 'missing'}"
        for name, endpoint in clone.endpoints.items()
        for region in endpoint["region"]
        if deployed.get((name, region)) != "ACTIVE"
    ]
    return answer_from(faults, f"all {len(clone.endpoints)} functions are active")


def scheduler(clone: Clone, project: Project) -> Answer:
    """Check that Cloud Scheduler calls every scheduled function."""
    states: dict[str, Any] = {}
    for region in clone.regions:
        base = f"https://cloudscheduler.googleapis.com/v1/projects/{project.name}"
        for job in project.read_all(f"{base}/locations/{region}/jobs", "jobs"):
            states[job["name"].rpartition("/")[2].replace("-", "_")] = job.get("state")
    faults = []
    for name in clone.schedules:
        job_states = [state for job, state in states.items() if f"_{name}_" in f"_{job}_"]
        if "ENABLED" not in job_states:
            faults.append(f"{name}: {job_states[0] if job_states else 'no job'}")
    return answer_from(faults, ", ".join(clone.schedules))


def app_check(_: Clone, project: Project) -> Answer:
    """Check that App Check is not enforced: the pages and the package send no App Check token."""
    url = f"https://firebaseappcheck.googleapis.com/v1/projects/{project.name}/services"
    modes = {
        each["name"].rpartition("/")[2]: each.get("enforcementMode", "OFF")
        for each in project.read_all(url, "services")
    }
    faults = [
        f"{name} is enforced, and the pages send no token of App Check"
        for name in GUARDED
        if modes.get(name) == ENFORCED
    ]
    return answer_from(faults, "not enforced; who may do what is the rules' matter")


def first_administrator(_: Clone, project: Project) -> Answer:
    """Check that there is an administrator."""
    if project.has_administrator():
        return ok_answer("there is an administrator")
    return wrong_answer("no account that is enabled has the claim of an administrator")


def price_alarms(_: Clone, project: Project) -> Answer:
    """Check that a budget of the billing account covers this project and sends alerts."""
    base = "https://cloudbilling.googleapis.com/v1"
    billing = project.read(f"{base}/projects/{project.name}/billingInfo")
    if not billing.get("billingEnabled"):
        return wrong_answer("the project has no billing account; functions need one")
    manager = "https://cloudresourcemanager.googleapis.com/v3"
    number = project.read(f"{manager}/projects/{project.name}")["name"]
    account = billing["billingAccountName"]
    budgets = project.read_all(
        f"https://billingbudgets.googleapis.com/v1/{account}/budgets", "budgets"
    )
    names = [each.get("displayName", "?") for each in budgets if covers_project(each, number)]
    return answer_from(
        [] if names else ["no budget with a threshold"], f"budgets: {', '.join(names)}"
    )


def covers_project(budget: dict[str, Any], project: str) -> bool:
    """Return True if a budget covers the project (or all projects) and has a threshold."""
    projects = budget.get("budgetFilter", {}).get("projects", [])
    return bool(budget.get("thresholdRules")) and (not projects or project in projects)


def alert_policies(clone: Clone, project: Project) -> Answer:
    """Check that every committed alert exists, is enabled, and has a notification channel."""
    url = f"https://monitoring.googleapis.com/v3/projects/{project.name}/alertPolicies"
    deployed = {each.get("displayName"): each for each in project.read_all(url, "alertPolicies")}
    faults = []
    for name in clone.alerts:
        policy = deployed.get(name)
        if policy is None:
            faults.append(f"{name}: missing")
        elif not policy.get("enabled", True):
            faults.append(f"{name}: switched off")
        elif not policy.get("notificationChannels"):
            faults.append(f"{name}: tells nobody")
    return answer_from(faults, f"all {len(clone.alerts)} alerts")


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
