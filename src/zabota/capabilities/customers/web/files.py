"""Files of a card: added several at once, given back to be saved, taken off with a way back."""

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zabota.capabilities.customers import queries, services
from zabota.capabilities.customers.contracts import WRITE_NOTES, BadValueError
from zabota.capabilities.customers.models import CustomerFile
from zabota.capabilities.customers.panels import CardPart, CardRequest, Panel
from zabota.capabilities.customers.web.cards import customer_of
from zabota.foundation.design.toasts import notify
from zabota.foundation.files import rules
from zabota.foundation.files import services as files
from zabota.foundation.files.contracts import EmptyFileError, FileRefusedError, FileTooLargeError
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.identity.web.requests import actor_of


@require_POST
def add(request: HttpRequest, customer_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(WRITE_NOTES)
    customer = customer_of(actor, customer_id)
    kept = 0
    for sent in request.FILES.getlist("files"):
        name = str(sent.name)
        try:
            services.add_file(actor, customer_id=customer.pk, name=name, chunks=sent.chunks(), now=timezone.now())
            kept += 1
        except FileRefusedError as error:
            messages.error(request, f"{name}: {_why(error)}")
        except BadValueError as error:
            messages.error(request, str(error.message))
    if kept:
        notify(request, _("Kept on the card."))
    return redirect(f"{reverse('customers:customer', args=[customer.pk])}#files")


@require_GET
def download(request: HttpRequest, customer_id: int, file_id: int) -> FileResponse:
    try:
        return files.response(_file_of(actor_of(request), customer_id, file_id).file)
    except FileNotFoundError as error:
        raise Http404 from error


@require_POST
def remove(request: HttpRequest, customer_id: int, file_id: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(WRITE_NOTES)
    row = _file_of(actor, customer_id, file_id)
    change_id = services.remove_file(actor, customer_id=customer_id, file_id=row.pk, now=timezone.now())
    notify(request, _("The file is off the card."), undo_url=reverse("undo:undo", args=[change_id]))
    return redirect("customers:customer", customer_id)


def files_part(asked: CardRequest) -> CardPart:
    shown = {
        "files": queries.files_of(asked.customer.pk), "may_change": asked.actor.may(WRITE_NOTES),
        "accept": rules.ACCEPT, "megabytes": settings.FILE_MAX_BYTES // 2**20,
    }  # fmt: skip
    return CardPart(panels=[Panel(template="customers/files_panel.html", context=shown, order=80)])


def _file_of(actor: Actor, customer_id: int, file_id: int) -> CustomerFile:
    customer_of(actor, customer_id)
    try:
        return queries.get_file(actor, customer_id=customer_id, file_id=file_id)
    except CustomerFile.DoesNotExist as error:
        raise Http404 from error


def _why(error: FileRefusedError) -> str:
    if isinstance(error, EmptyFileError):
        return _("the file is empty.")
    if isinstance(error, FileTooLargeError):
        return _("larger than %(n)s MB.") % {"n": settings.FILE_MAX_BYTES // 2**20}
    return _("such files are not kept, or its content is not what its name says.")
