"""What is done to a case: each a POST that leads back to its page; what could not be kept is shown there."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zabota.capabilities.cases import queries, services
from zabota.capabilities.cases.contracts import APPROVE, WORK_CASES, CaseError, Fate, Resolution, Step
from zabota.capabilities.cases.models import Case, CasePromise, Cause, Compensation
from zabota.capabilities.cases.web import forms
from zabota.capabilities.cases.web.pages import case_page, known
from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.models import Customer
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.queries import get_company
from zabota.foundation.identity.web.requests import actor_of


@require_http_methods(["GET", "POST"])
def open_by_hand(request: HttpRequest, customer_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(WORK_CASES)
    try:
        customer = customers.get_customer(actor, customer_id=customer_id)
    except Customer.DoesNotExist as error:
        raise Http404 from error
    form = forms.ComplaintForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        case = services.open_case(
            actor, customer=customer, words=form.cleaned_data["words"], owner_id=actor.staff_id, now=timezone.now()
        )
        return redirect("cases:case", case.pk)
    shown = {"customer": customer, "form": form}
    return render(request, "cases/open.html", shown, status=422 if form.errors else 200)


@require_POST
def step(request: HttpRequest, case_id: int) -> HttpResponse:
    def keep(case: Case, form: Form) -> None:
        kind = Step(form.cleaned_data["kind"])
        services.add_step(actor_of(request), case=case, kind=kind, words=form.cleaned_data["words"], now=timezone.now())

    return _done(request, case_id, forms.StepForm(request.POST), name="step_form", keep=keep, said=_("Written down."))


@require_POST
def cause(request: HttpRequest, case_id: int) -> HttpResponse:
    def keep(case: Case, form: Form) -> None:
        chosen = Cause.objects.filter(pk=form.cleaned_data["cause"]).first()
        services.set_cause(actor_of(request), case=case, cause=chosen)

    return _done(
        request, case_id, forms.CauseChoice(request.POST), name="cause_form", keep=keep, said=_("The cause is kept.")
    )


@require_POST
def compensate(request: HttpRequest, case_id: int) -> HttpResponse:
    form = forms.CompensationForm(request.POST, auto_id="give_%s")

    def keep(case: Case, form: Form) -> None:
        amount = form.minor(get_company().currency)  # type: ignore[attr-defined]
        services.compensate(
            actor_of(request), case=case, amount_minor=amount, words=form.cleaned_data["words"], now=timezone.now()
        )

    return _done(
        request, case_id, form, name="compensation_form", keep=keep, said=_("The compensation is written down.")
    )


@require_POST
def promise(request: HttpRequest, case_id: int) -> HttpResponse:
    form = forms.PromiseForm(request.POST)

    def keep(case: Case, form: Form) -> None:
        due_at = form.moment()  # type: ignore[attr-defined]
        services.promise(
            actor_of(request), case=case, words=form.cleaned_data["promised"], due_at=due_at, now=timezone.now()
        )

    return _done(request, case_id, form, name="promise_form", keep=keep, said=_("The promise is written down."))


@require_POST
def close(request: HttpRequest, case_id: int) -> HttpResponse:
    def keep(case: Case, form: Form) -> None:
        told = form.cleaned_data
        services.close_case(
            actor_of(request), case=case, resolution=Resolution(told["resolution"]), words=told["resolution_words"],
            now=timezone.now(),
        )  # fmt: skip

    return _done(
        request, case_id, forms.CloseForm(request.POST), name="close_form", keep=keep, said=_("The case is closed.")
    )


@require_POST
def hand_over(request: HttpRequest, case_id: int) -> HttpResponse:
    def keep(case: Case, form: Form) -> None:
        services.hand_over(actor_of(request), case=case, to=form.cleaned_data["to"].pk, now=timezone.now())

    return _done(
        request, case_id, forms.HandOverForm(request.POST), name="hand_over_form", keep=keep, said=_("Handed over.")
    )


@require_POST
def reopen(request: HttpRequest, case_id: int) -> HttpResponse:
    def keep(case: Case, _form: Form) -> None:
        services.reopen(actor_of(request), case=case)

    return _done(request, case_id, Form(request.POST), name="none", keep=keep, said=_("The case is open again."))


@require_POST
def decide(request: HttpRequest, compensation_id: int) -> HttpResponse:
    """Approve compensation over a colleague's limit, or say why not."""
    actor = actor_of(request)
    actor.require(APPROVE)
    made = Compensation.objects.filter(pk=compensation_id).first()
    if made is None:
        raise Http404

    def keep(case: Case, form: Form) -> None:
        made.case = case
        services.decide(
            actor, compensation=made, is_granted=request.POST.get("granted") == "1",
            reason=form.cleaned_data["reason"], now=timezone.now(),
        )  # fmt: skip

    form = forms.DecisionForm(request.POST)
    return _done(request, made.case_id, form, name="decision_form", keep=keep, said=_("Decided."), right=APPROVE)


@require_POST
def settle(request: HttpRequest, promise_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(WORK_CASES)
    one = CasePromise.objects.filter(pk=promise_id).first()
    fate = request.POST.get("fate", "")
    if one is None or fate not in {item.value for item in Fate}:
        raise Http404

    def keep(case: Case, _form: Form) -> None:
        one.case = case
        services.settle(actor, promise=one, fate=Fate(fate), now=timezone.now())

    return _done(request, one.case_id, Form(request.POST), name="none", keep=keep, said=_("Written down."))


def _done(
    request: HttpRequest, case_id: int, form: Form, *, name: str, keep: Callable[[Case, Form], None], said: str,
    right: str = WORK_CASES,
) -> HttpResponse:  # fmt: skip
    """Keep what the form says and go back; a refusal stands at its field."""
    actor = actor_of(request)
    actor.require(right)
    case = known(actor, case_id)
    if form.is_valid():
        try:
            keep(case, form)
        except CaseError as error:
            if not form.fields:
                notify(request, str(error.message), level=messages.WARNING)
                return redirect("cases:case", case.pk)
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            notify(request, said)
            return redirect("cases:case", case.pk)
    fresh = queries.get_case(actor, case_id=case_id)
    return case_page(request, fresh, status=422, **{name: form})
