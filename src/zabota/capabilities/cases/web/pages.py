"""Cases: the list, and the page where one is worked on."""

from datetime import datetime
from decimal import Decimal

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from zabota.capabilities.cases import queries
from zabota.capabilities.cases.contracts import APPROVE, READ_CASES, SET_CASES, WORK_CASES, State, Step
from zabota.capabilities.cases.models import Case
from zabota.capabilities.cases.web import forms
from zabota.capabilities.cases.wording import said_in, score_of, words_of
from zabota.foundation.design.formats import from_minor
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.queries import get_company
from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.importing.tabular_out import Cell
from zabota.foundation.listing.exports import table_response
from zabota.foundation.listing.keyset import page_of, read_cursor

SHOWS = ("", "mine", "overdue", "approval", "closed")


@require_GET
def case_list(request: HttpRequest) -> HttpResponseBase:
    """Open ones by what may be lost, the most first."""
    actor, now = actor_of(request), timezone.now()
    show = request.GET.get("show", "")
    show = show if show in SHOWS else ""
    rows = queries.given_by_case(queries.chosen(queries.cases_of(actor), show=show, staff_id=actor.staff_id, now=now))
    currency = get_company().currency
    if (kind := request.GET.get("format", "")) in {"csv", "xlsx"}:
        return table_response(
            _header(), (_line(one, currency) for one in rows.iterator(500)), kind=kind, name=_("cases")
        )
    column = "closed_at" if show == "closed" else "at_risk_minor"
    page = page_of(rows, column=column, is_descending=True, after=read_cursor(request.GET.get("after")))
    counts = queries.counts(actor, now=now)
    shown = {
        "rows": [{"case": one, "said": said_in(one), "is_late": is_late(one)} for one in page.rows],
        "following": page.following, "show": show, "currency": currency, "answer": _answer(counts),
        "tabs": _tabs(show, counts, approves=actor.may(APPROVE)), "may_set": actor.may(SET_CASES),
    }  # fmt: skip
    return render(request, "cases/list.html", shown)


@require_GET
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    return case_page(request, known(actor_of(request), case_id))


def case_page(request: HttpRequest, found: Case, *, status: int = 200, **filled: Form) -> HttpResponse:
    """The page of one case; `filled` are forms that could not be kept, with their errors."""
    actor = actor_of(request)
    steps = list(found.steps.select_related("staff"))
    done = {one.kind for one in steps}
    shown: dict[str, object] = {
        "case": found, "score": score_of(found), "said": words_of(found), "steps": steps,
        "left": [Step(one).value for one in (Step.LISTEN, Step.APOLOGISE, Step.TELL) if one not in done],
        "compensations": list(found.compensations.select_related("asked_by", "decided_by")),
        "promises": list(found.promises.select_related("staff")), "now": timezone.now(),
        "currency": get_company().currency, "is_open": found.state != State.CLOSED, "is_late": is_late(found),
        "may_work": actor.may(WORK_CASES), "may_approve": actor.may(APPROVE),
        "crumbs": [{"label": _("Cases"), "url": reverse("cases:list")}, {"label": str(found.customer)}],
        "step_form": forms.StepForm(initial={"kind": Step.LISTEN if Step.LISTEN not in done else Step.NOTE}),
        "cause_form": forms.CauseChoice(initial={"cause": found.cause_id}), "decision_form": forms.DecisionForm(),
        "compensation_form": forms.CompensationForm(auto_id="give_%s"), "promise_form": forms.PromiseForm(),
        "close_form": forms.CloseForm(), "hand_over_form": forms.HandOverForm(),
    }  # fmt: skip
    shown["refusals"] = [words for form in filled.values() for words in form.non_field_errors()]
    return render(request, "cases/case.html", shown | filled, status=status)


def known(actor: Actor, case_id: int) -> Case:
    actor.require(READ_CASES)
    try:
        return queries.get_case(actor, case_id=case_id)
    except Case.DoesNotExist as error:
        raise Http404 from error


def is_late(case: Case) -> bool:
    return case.state != State.CLOSED and case.due_at < timezone.now()


def _tabs(show: str, counts: dict[str, int], *, approves: bool) -> list[dict[str, object]]:
    named: list[tuple[str, str, int | str]] = [("", _("Open ones"), counts["open"])]
    named += [("mine", _("Mine"), counts["mine"]), ("overdue", _("Overdue"), counts["overdue"])]
    if approves:
        named += [("approval", _("Compensation to approve"), "")]
    named += [("closed", _("Closed ones"), counts["closed"])]
    path = reverse("cases:list")
    return [
        {"label": label, "url": f"{path}?show={code}" if code else path, "current": code == show, "count": count}
        for code, label, count in named
    ]


def _answer(counts: dict[str, int]) -> str:
    if not counts["open"]:
        return _("Nobody waits for us to make it good.") if counts["closed"] else ""
    said = ngettext("%(n)d customer waits for us to make it good", "%(n)d customers wait for us to make it good",
                    counts["open"]) % {"n": counts["open"]}  # fmt: skip
    if not counts["overdue"]:
        return f"{said}."
    return f"{said}; " + _("overdue: %(n)d.") % {"n": counts["overdue"]}


def _header() -> list[str]:
    return [
        _("Customer"), _("State"), _("What the customer says"), _("Money at risk"), _("Deadline"), _("Owner"),
        _("Cause"), _("How it ended"), _("Compensation"), _("Opened"), _("Closed"),
    ]  # fmt: skip


def _line(one: Case, currency: str) -> list[Cell]:
    return [
        one.customer.name, str(one.get_state_display()), words_of(one), _money(one.at_risk_minor, currency),
        _when(one.due_at), one.owner.name if one.owner else "", one.cause.name if one.cause else "",
        str(one.get_resolution_display()) if one.resolution else "",
        _money(getattr(one, "given_minor", None), currency), _when(one.opened_at), _when(one.closed_at),
    ]  # fmt: skip


def _money(amount_minor: int | None, currency: str) -> Decimal | None:
    return None if amount_minor is None else from_minor(amount_minor, currency)


def _when(at: datetime | None) -> datetime | None:
    return timezone.localtime(at).replace(tzinfo=None) if at else None
