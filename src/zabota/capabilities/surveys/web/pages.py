"""Surveys for colleagues: the list, one survey, how it is edited and looks, and what was answered."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.capabilities.surveys import queries, services, visits
from zabota.capabilities.surveys.contracts import (
    KIND_NAMES,
    KIND_PURPOSES,
    MANAGE_SURVEYS,
    READ_SURVEYS,
    Kind,
    State,
    SurveyError,
)
from zabota.capabilities.surveys.models import Response, Survey, Way
from zabota.capabilities.surveys.parts import parts_of
from zabota.capabilities.surveys.questionnaire import Questionnaire
from zabota.capabilities.surveys.web import previews, tables
from zabota.capabilities.surveys.web.forms import (
    GROUPS,
    NewSurveyForm,
    QuestionForm,
    QuestionFormSet,
    SurveyForm,
    WayForm,
    questions_told,
)
from zabota.capabilities.surveys.web.screens import Speech
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.queries import get_company
from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.listing.exports import table_response
from zabota.foundation.listing.keyset import page_of, read_cursor

LATEST_SHOWN = 10


@require_GET
def survey_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    found = list(queries.list_surveys(actor))
    shown = {
        "surveys": found, "may_manage": actor.may(MANAGE_SURVEYS), "kinds": _kinds() if not found else [],
        "answer": _asked_in_words(found),
    }  # fmt: skip
    return render(request, "surveys/list.html", shown)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose what to find out; the survey then begins with the usual words of its kind."""
    actor = actor_of(request)
    actor.require(MANAGE_SURVEYS)
    form = NewSurveyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kind = Kind(form.cleaned_data["kind"])
        survey = services.create_survey(actor, kind=kind, name=str(KIND_NAMES[kind]), now=timezone.now())
        return redirect("surveys:edit", survey.pk)
    return render(request, "surveys/new.html", {"kinds": _kinds(), "form": form}, status=422 if form.errors else 200)


@require_GET
def survey(request: HttpRequest, survey_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = _known(actor, survey_id)
    rate = queries.response_rate([found.pk])
    latest = queries.responses(actor).filter(survey=found, score__isnull=False).select_related("customer", "survey")
    shown = {
        "survey": found, "asked": _asked(found), "may_manage": actor.may(MANAGE_SURVEYS), "rate": rate,
        "ways": [(one, _address(request, one)) for one in queries.ways_of(found)],
        "way_form": WayForm(), "latest": [tables.row_of(one) for one in latest.order_by("-id")[:LATEST_SHOWN]],
        "parts": parts_of(actor, request, found), "counts": tables.counts(actor, found),
        "crumbs": [{"label": _("Surveys"), "url": reverse("surveys:list")}, {"label": found.name}],
        "is_taking": visits.is_taking(found, today=timezone.localdate()),
    }  # fmt: skip
    return render(request, "surveys/survey.html", shown)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, survey_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MANAGE_SURVEYS)
    found = _known(actor, survey_id)
    asked = _asked(found)
    given = request.POST if request.method == "POST" else None
    initial = SurveyForm.initial_of(asked) | {
        "name": found.name, "closes_on": found.closes_on, "is_anonymous": found.is_anonymous
    }  # fmt: skip
    form = SurveyForm(given, kind=Kind(found.kind), initial=initial)
    formset = QuestionFormSet(
        given, initial=[QuestionForm.initial_of(one) for one in asked.questions],
        form_kwargs={"conditions": _conditions(asked), "has_weight": found.kind == Kind.CSI},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        told = services.SurveyDraft(
            name=form.cleaned_data["name"], closes_on=form.cleaned_data["closes_on"],
            is_anonymous=form.cleaned_data["is_anonymous"], asked=form.told(questions=questions_told(formset)),
        )  # fmt: skip
        try:
            services.save_survey(actor, survey=found, told=told, now=timezone.now())
        except SurveyError as error:
            form.add_error(error.field or None, str(error.message))
        else:
            notify(request, _("The survey is kept."))
            return redirect("surveys:edit" if "stay" in request.POST else "surveys:survey", found.pk)
    status = 422 if form.errors or any(formset.errors) else 200
    shown = {
        "survey": found, "form": form, "formset": formset, "is_csi": found.kind == Kind.CSI,
        "first": [*form.pairs("score"), *form.pairs("low"), *form.pairs("high"), *form.pairs("intro")],
        "why": list(form.pairs("why")), "thanks": list(form.pairs("thanks")),
        "links": [field for field in form if field.name.startswith("link_")],
    }  # fmt: skip
    return render(request, "surveys/edit.html", shown, status=status)


@require_GET
def preview(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Every step as each group will see it; nothing can be sent from here."""
    actor = actor_of(request)
    found = _known(actor, survey_id)
    asked = _asked(found)
    wanted = request.GET.get("lang", "")
    language = wanted if wanted in asked.languages else asked.languages[0]
    with translation.override(language):
        walks = previews.walks_of(Speech(asked=asked, language=language, company=get_company().name))
        shown = {"survey": found, "walks": walks, "language": language, "asked": asked, "colour": asked.colour,
                 "languages": [(one, one.upper()) for one in asked.languages if one != language]}  # fmt: skip
        return render(request, "surveys/preview.html", shown)


@require_POST
def set_state(request: HttpRequest, survey_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MANAGE_SURVEYS)
    found = _known(actor, survey_id)
    try:
        if request.POST.get("state") == State.OPEN:
            services.open_survey(actor, survey=found, now=timezone.now())
            notify(request, _("The survey takes answers."))
        else:
            services.close_survey(actor, survey=found)
            notify(request, _("The survey is closed. It can be opened again."))
    except SurveyError as error:
        notify(request, str(error.message), level=messages.WARNING)
    return redirect("surveys:survey", found.pk)


@require_POST
def copy(request: HttpRequest, survey_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MANAGE_SURVEYS)
    found = _known(actor, survey_id)
    name = _("%(name)s, a copy") % {"name": found.name}
    copied = services.copy_survey(actor, survey=found, name=name[:120], now=timezone.now())
    return redirect("surveys:edit", copied.pk)


@require_POST
def delete(request: HttpRequest, survey_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(MANAGE_SURVEYS)
    found = _known(actor, survey_id)
    try:
        services.delete_survey(actor, survey=found)
    except SurveyError as error:
        notify(request, str(error.message), level=messages.WARNING)
        return redirect("surveys:survey", found.pk)
    notify(request, _("The survey is deleted."))
    return redirect("surveys:list")


@require_GET
def answer_list(request: HttpRequest) -> HttpResponseBase:
    """Every answer in words, the latest first."""
    actor = actor_of(request)
    asked = tables.asked_of(request.GET)
    rows = tables.filtered(actor, asked)
    if (kind := request.GET.get("format", "")) in {"csv", "xlsx"}:
        return table_response(tables.header(), tables.export_rows(rows), kind=kind, name=_("answers"))
    page = page_of(rows, column="id", is_descending=True, after=read_cursor(request.GET.get("after")))
    shown = {
        "rows": [tables.row_of(one) for one in page.rows], "following": page.following, "asked": asked,
        "surveys": list(Survey.objects.only("pk", "name")), "groups": GROUPS, "may_judge": actor.may(MANAGE_SURVEYS),
    }  # fmt: skip
    is_piece = "HX-Request" in request.headers and "after" in request.GET
    return render(request, "surveys/answer_lines.html" if is_piece else "surveys/answers.html", shown)


@require_POST
def judge(request: HttpRequest, response_id: int) -> HttpResponse:
    """Put an answer aside, or take it in again."""
    actor = actor_of(request)
    actor.require(MANAGE_SURVEYS)
    try:
        response = queries.get_response(actor, response_id=response_id)
    except Response.DoesNotExist as error:
        raise Http404 from error
    if request.POST.get("aside") == "1":
        services.put_aside(actor, response=response)
        notify(request, _("Put aside: it counts no more."))
    else:
        services.take_in_again(actor, response=response)
        notify(request, _("Taken in again: it counts."))
    back = request.POST.get("next", "")
    return redirect(back if back.startswith("/voice") else "surveys:answers")


def _kinds() -> list[tuple[str, object, object]]:
    return [(kind.value, KIND_NAMES[kind], KIND_PURPOSES[kind]) for kind in Kind]


def _asked_in_words(found: list[Survey]) -> str:
    if not found:
        return ""
    count = sum(getattr(one, "answer_count", 0) or 0 for one in found)
    open_ones = sum(one.state == State.OPEN for one in found)
    said = ngettext("%(n)d answer so far", "%(n)d answers so far", count) % {"n": count}
    taking = ngettext("%(n)d survey takes answers.", "%(n)d surveys take answers.", open_ones) % {"n": open_ones}
    return f"{said}; {taking[0].lower()}{taking[1:]}"


def _address(request: HttpRequest, one: Way) -> str:
    return request.build_absolute_uri(reverse("surveys:way", args=[one.code]))


def _conditions(asked: Questionnaire) -> list[tuple[str, str]]:
    """Whom a further question may be asked of: a group, or who chose something before."""
    choices = [(f"score:{code}", str(name)) for code, name in GROUPS]
    for question in asked.questions:
        for option in question.options:
            words = f"{asked.says(question.text, 'ru')} → {asked.says(option.text, 'ru')}"
            choices.append((f"{question.id}:{option.id}", words))
    return choices


def _asked(found: Survey) -> Questionnaire:
    if found.version is None:
        raise Http404
    return visits.asked_in(found.version)


def _known(actor: Actor, survey_id: int) -> Survey:
    actor.require(READ_SURVEYS)
    try:
        return queries.get_survey(actor, survey_id=survey_id)
    except Survey.DoesNotExist as error:
        raise Http404 from error
