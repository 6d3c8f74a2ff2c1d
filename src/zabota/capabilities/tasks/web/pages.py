"""The list of tasks, a line of words that becomes one, done, put off, passed on."""

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.capabilities.customers.models import Customer
from zabota.capabilities.tasks import queries, rules, services
from zabota.capabilities.tasks.contracts import SEE_ALL_TASKS, USE_TASKS, BadTaskError, Repeat, TaskDraft, Unit
from zabota.capabilities.tasks.models import Task
from zabota.capabilities.tasks.phrases import understand
from zabota.capabilities.tasks.web import words
from zabota.capabilities.tasks.web.forms import TaskForm, told_of
from zabota.foundation.design import formats
from zabota.foundation.design.toasts import notify
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.models import Staff
from zabota.foundation.identity.web.requests import actor_of

LONGEST = 300


@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """`?of=all` or a colleague's number for directors; `?view=done` what is behind us."""
    actor = actor_of(request)
    actor.require(USE_TASKS)
    today, text = timezone.localdate(), request.GET.get("q", "").strip()[:100]
    of = request.GET.get("of", "") if actor.may(SEE_ALL_TASKS) else ""
    page: dict[str, object] = {
        "text": text,
        "of": of,
        "colleagues": Staff.objects.filter(is_active=True).order_by("name") if actor.may(SEE_ALL_TASKS) else (),
        "everybody": Staff.objects.filter(is_active=True).order_by("name"),
        "is_done_view": request.GET.get("view") == "done",
    }
    if page["is_done_view"]:
        page["done"] = [shown(task, today) for task in queries.list_done(actor)]
        return render(request, "tasks/list.html", page)
    owner_id = None if of == "all" else int(of) if of.isascii() and of.isdecimal() else actor.staff_id
    groups = queries.list_groups(actor, owner_id=owner_id, text=text, today=today)
    named = (
        (_("Overdue"), groups.overdue), (_("Today"), groups.today), (_("Tomorrow"), groups.tomorrow),
        (_("Within a week"), groups.week), (_("Later"), groups.later), (_("Without a day"), groups.undated),
    )  # fmt: skip
    page["groups"] = [
        {"title": title, "tasks": [shown(task, today) for task in found]} for title, found in named if found
    ]  # fmt: skip
    page["has_more"] = groups.has_more
    return render(request, "tasks/list.html", page)


@require_GET
def understood(request: HttpRequest) -> HttpResponse:
    """While one types: what this line would become."""
    actor_of(request).require(USE_TASKS)
    text = request.GET.get("text", "").strip()[:LONGEST]
    got = understand(text, now=timezone.localtime().replace(tzinfo=None))
    told = {
        "title": got.title,
        "when": words.when(got.due_on, got.due_time, today=timezone.localdate()),
        "repeats": words.repeats(got.repeat),
    }
    return render(request, "tasks/understood.html", {"told": told if text else None})


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(USE_TASKS)
    text = request.POST.get("text", "").strip()[:LONGEST]
    got = understand(text, now=timezone.localtime().replace(tzinfo=None))
    customer = request.POST.get("customer", "")
    told = TaskDraft(
        title=got.title or text, due_on=got.due_on, due_time=got.due_time, repeat=got.repeat, owner_id=actor.staff_id,
        customer_id=int(customer) if customer.isascii() and customer.isdecimal() else None,
    )  # fmt: skip
    try:
        task, change_id = services.add_task(actor, told=told, now=timezone.now())
    except BadTaskError:
        messages.error(request, _("Write what is to be done."))
    except Customer.DoesNotExist as error:
        raise Http404 from error
    else:
        when = words.when(task.due_on, task.due_time, today=timezone.localdate()) or _("without a day")
        notify(
            request, _("Task “%(title)s”: %(when)s.") % {"title": task.title, "when": when}, undo_url=_undo(change_id)
        )  # fmt: skip
    return _back(request)


@require_POST
def done(request: HttpRequest) -> HttpResponse:
    return _deed(request, "done")


@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """Several ticked at once: done, not needed, put off, passed on."""
    return _deed(request, request.POST.get("deed", ""))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, task_id: int) -> HttpResponse:
    actor = actor_of(request)
    try:
        task = queries.get_task(actor, task_id=task_id)
    except Task.DoesNotExist as error:
        raise Http404 from error
    form = TaskForm(request.POST if request.method == "POST" else None, initial=told_of(task))
    if request.method == "POST" and form.is_valid():
        try:
            change_id = services.change_task(
                actor, task_id=task.pk, told=form.draft(customer_id=task.customer_id), now=timezone.now()
            )
        except BadTaskError as error:
            form.add_error(error.field, _("A time or a repeat needs a day."))
        else:
            notify(request, _("The task is changed."), undo_url=_undo(change_id))
            return redirect("tasks:tasks")
    return render(
        request, "tasks/edit.html", {"form": form, "task": task}, status=422 if request.method == "POST" else 200
    )


def shown(task: Task, today: date) -> dict[str, object]:
    repeat = Repeat(every=task.repeat_every, unit=Unit(task.repeat_unit)) if task.repeat_every else None
    return {
        "task": task,
        "when": words.when(task.due_on, task.due_time, today=today),
        "repeats": words.repeats(repeat),
        "is_overdue": task.due_on is not None and task.due_on < today,
    }


def _deed(request: HttpRequest, deed: str) -> HttpResponse:
    actor = actor_of(request)
    actor.require(USE_TASKS)
    ids = [int(text) for text in request.POST.getlist("task") if text.isascii() and text.isdecimal() and len(text) < 18]
    if not ids:
        messages.error(request, _("Tick the tasks first."))
        return _back(request)
    result = _do(request, actor, deed, ids)
    if result is None:
        messages.error(request, _("Choose what to do with them."))
        return _back(request)
    count, change_id, sentence = result
    if count:
        notify(request, sentence % {"n": formats.number(count)}, undo_url=_undo(change_id))
    else:
        messages.info(request, _("They were done already."))
    return _back(request)


def _do(request: HttpRequest, actor: Actor, deed: str, ids: Sequence[int]) -> tuple[int, int, str] | None:
    now, today = timezone.now(), timezone.localdate()
    if deed in {"done", "cancel"}:
        count, change_id = services.finish(
            actor, task_ids=ids, result=request.POST.get("result", ""), is_cancelled=deed == "cancel", today=today,
            now=now,
        )  # fmt: skip
        return count, change_id, ngettext("%(n)s task is off the list.", "%(n)s tasks are off the list.", count)
    if deed in {"hour", "tomorrow", "week"}:
        to = rules.snoozed(deed, now=timezone.localtime())
        count, change_id = services.put_off(actor, task_ids=ids, to=to, now=now)
        return count, change_id, ngettext("%(n)s task is put off.", "%(n)s tasks are put off.", count)
    if deed.startswith("to-") and deed[3:].isdecimal():
        try:
            count, change_id = services.pass_on(actor, task_ids=ids, to=int(deed[3:]), now=now)
        except BadTaskError:
            return None
        return count, change_id, ngettext("%(n)s task is passed on.", "%(n)s tasks are passed on.", count)
    return None


def _undo(change_id: int) -> str:
    return reverse("undo:undo", args=[change_id])


def _back(request: HttpRequest) -> HttpResponseRedirect:
    url = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        return HttpResponseRedirect(url)
    return HttpResponseRedirect(reverse("tasks:tasks"))
