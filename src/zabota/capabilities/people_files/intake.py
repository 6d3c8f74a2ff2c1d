"""The steps before anything is written: read the file, propose columns, tell what would happen."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.contracts import PeopleRules, PersonPlan
from zabota.capabilities.people_files.contracts import KIND, MANUAL_SOURCE, MOST_ROWS, Choices
from zabota.capabilities.people_files.files.fields import PEOPLE_FIELDS
from zabota.capabilities.people_files.files.people import Known
from zabota.capabilities.people_files.files.reading import People, PeopleFile, read_people
from zabota.capabilities.people_files.files.systems import recognise_system, system_of
from zabota.capabilities.people_files.files.vcards import is_vcard, write_table
from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.models import Branch, Staff
from zabota.foundation.importing import (
    ImportFileError,
    Limits,
    MappedColumn,
    Mapping,
    Proposal,
    StagedFile,
    recognise,
    stage_file,
)
from zabota.foundation.importing.folder import Folder, dump, folder_of, load
from zabota.foundation.importing.models import ImportRun, ImportStatus
from zabota.foundation.importing.remembering import dump_problem, remembered_mapping

BATCH = 2_000
EXAMPLES = 30


def stage(run: ImportRun) -> None:
    """Read the file whole and propose its columns; a file nobody can read fails with its reason."""
    folder, choices = folder_of(run), load(Choices, run.options)
    try:
        staged = _staged(folder, choices)
    except ImportFileError as error:
        run.status, run.problem = ImportStatus.FAILED, dump_problem(error.problem)
        run.save(update_fields=["status", "problem"])
        return
    proposal = recognise(staged, PEOPLE_FIELDS)
    folder.keep(staged)
    folder.keep(proposal)
    mapping = remembered_mapping(KIND, staged, PEOPLE_FIELDS) or _mapping_of(proposal)
    system = recognise_system(column.header for column in staged.columns)
    run.mapping, run.sha256, run.problem = dump(mapping), staged.sha256, {}
    run.counts = {"rows": staged.row_count, "system": system.code if system else ""}
    run.save(update_fields=["mapping", "sha256", "counts", "problem"])


def _staged(folder: Folder, choices: Choices) -> StagedFile:
    source = folder.source
    if is_vcard(source):
        source = write_table(source, folder.work / "cards.csv")
    return stage_file(source, workdir=folder.work, hints=choices.hints, limits=Limits(rows=MOST_ROWS))


def _mapping_of(proposal: Proposal) -> Mapping:
    return Mapping(columns={one.field: MappedColumn(key=one.key, format=one.format) for one in proposal.matches})


def check(run: ImportRun) -> PeopleFile:
    """Make people of the rows and compare them with those who are here. Writes no customer."""
    folder, choices = folder_of(run), load(Choices, run.options)
    system = system_of(run.counts.get("system", ""))
    file = read_people(
        folder.load(StagedFile), load(Mapping, run.mapping), known=known_words(), match_by=choices.match_by,
        companies_only=bool(system and system.is_of_companies), workdir=folder.work,
    )  # fmt: skip
    plan = make_plan(file, rules_of(run))
    folder.keep(file)
    run.status, run.problem = ImportStatus.CHECKED, {}
    run.counts = {
        "rows": file.counts.rows, "system": run.counts.get("system", ""), "file": asdict(file.counts), "plan": plan,
        "problems": dict(file.converted.problem_counts),
    }  # fmt: skip
    run.save(update_fields=["status", "problem", "counts"])
    return file


def rules_of(run: ImportRun) -> PeopleRules:
    choices = load(Choices, run.options)
    staff = Staff.objects.filter(pk=run.created_by_id).first() if run.created_by_id else None
    return PeopleRules(
        source=choices.source or run.counts.get("system") or MANUAL_SOURCE,
        match_by=choices.match_by,
        when_found=choices.when_found,
        branch_limit=identity.actor_for_staff(staff).branch_limit if staff else None,
    )


def known_words() -> Known:
    """Colleagues by name and e-mail, branches, types and labels, as the company writes them."""
    staff: dict[str, int] = {}
    names = Counter(name.casefold() for name in Staff.objects.filter(is_active=True).values_list("name", flat=True))
    for pk, name, email in Staff.objects.filter(is_active=True).values_list("pk", "name", "email"):
        staff[email.casefold()] = pk
        if names[name.casefold()] == 1:
            staff[name.casefold()] = pk
            staff[" ".join(reversed(name.casefold().split()))] = pk
    company = identity.find_company()
    with translation.override(company.language if company else None):
        labels = {
            "mobile": _("mobile"),
            "work": _("work"),
            "home": _("home"),
            "personal": _("personal"),
            "other": _("other"),
        }
    return Known(
        staff=staff,
        branches={name.casefold(): pk for pk, name in Branch.objects.values_list("pk", "name")},
        manners=customers.manner_words(),
        labels=labels,
    )


def make_plan(file: PeopleFile, rules: PeopleRules) -> dict[str, Any]:
    """Counts of what would happen, and the first examples: reads the database, writes nothing."""
    counts = Counter(new=0, changed=0, same=0)
    changes: list[dict[str, Any]] = []
    with People(file) as people:
        for start in range(0, file.counts.people, BATCH):
            for plan in customers.plan_people(people.read(start, BATCH), rules=rules):
                kind = "new" if plan.customer_id is None else "changed" if plan.is_changed else "same"
                counts[kind] += 1
                if kind != "same" and sum(one["kind"] == kind for one in changes) < EXAMPLES // 2:
                    changes.append(_example(plan, kind))
    return {**counts, "changes": changes}


def _example(plan: PersonPlan, kind: str) -> dict[str, Any]:
    return {
        "kind": kind, "row": plan.person.row, "customer_id": plan.customer_id,
        "name": plan.person.fields.get("name") or next((one.value for one in plan.person.contacts), ""),
        "fields": [(name, str(plan.before.get(name) or ""), str(value)) for name, value in plan.fields.items()],
        "contacts": [one.value for one in plan.contacts], "tags": list(plan.tags),
        "dates": [f"{one.day:02}.{one.month:02}" for one in (*plan.dates, *plan.dates_before.values())],
        "note": plan.note[:80],
    }  # fmt: skip
