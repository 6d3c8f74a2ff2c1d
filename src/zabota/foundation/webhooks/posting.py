"""One attempt to deliver a message, and what follows from its answer."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from zabota.foundation.audit import services as audit
from zabota.foundation.identity.contracts import SYSTEM, Role
from zabota.foundation.identity.models import Staff
from zabota.foundation.notices import services as notices
from zabota.foundation.webhooks import queries, rules, transport
from zabota.foundation.webhooks.addresses import read_url
from zabota.foundation.webhooks.contracts import DeliveryState, EndpointRefusedError, Fault, OffReason
from zabota.foundation.webhooks.models import Attempt, Delivery, Endpoint
from zabota.foundation.webhooks.transport import Answer

GONE = 410
OFF_NOTICES = {
    OffReason.GONE: _("Webhooks to {where} are off: the address answered that it is gone."),
    OffReason.FAILING: _("Webhooks to {where} are off: nothing could be delivered for five days."),
}


def attempt(delivery: Delivery, *, now: datetime) -> Answer:
    """Send it once and write down the answer. Whoever is killed in between has it sent again, under the same id."""
    answer = _send(delivery, now=now)
    with transaction.atomic():
        endpoint = Endpoint.objects.select_for_update().filter(pk=delivery.endpoint_id).first()
        kept = Delivery.objects.filter(pk=delivery.pk).first()
        if endpoint is not None and kept is not None:  # else deleted while we waited for the answer
            _note(kept, answer, is_last=not endpoint.is_on, now=now)
            _judge(endpoint, answer, now=now)
    return answer


def _send(delivery: Delivery, *, now: datetime) -> Answer:
    known = queries.good_secrets(delivery.endpoint_id, now=now)
    if not known:
        return Answer(fault=Fault.SECRET)
    try:
        target = read_url(delivery.endpoint.url)
    except EndpointRefusedError:
        return Answer(fault=Fault.ADDRESS)
    headers = rules.headers_of(message_id=delivery.message_id, body=delivery.body, known=known, now=now)
    return transport.post(
        target, body=delivery.body.encode(), headers=headers, allowed=queries.allowed_networks()
    )  # fmt: skip


def _note(delivery: Delivery, answer: Answer, *, is_last: bool, now: datetime) -> None:
    Attempt.objects.create(
        delivery=delivery, at=now, status=answer.status, fault=answer.fault, milliseconds=answer.milliseconds,
        text=answer.text,
    )  # fmt: skip
    delivery.attempts += 1
    delivery.status, delivery.fault, delivery.milliseconds = answer.status, answer.fault, answer.milliseconds
    wait = None if is_last else rules.wait_after(delivery.attempts)
    if answer.is_success:
        delivery.state = DeliveryState.DELIVERED
    elif wait is None:
        delivery.state = DeliveryState.FAILED
    else:
        asked = rules.asked_wait(answer.status, answer.retry_after, now=now)
        delivery.due_at = now + max(wait, asked or wait)
    delivery.save(update_fields=["attempts", "status", "fault", "milliseconds", "state", "due_at"])


def _judge(endpoint: Endpoint, answer: Answer, *, now: datetime) -> None:
    """A success clears the endpoint; a failure is counted, and the last one turns it off."""
    if answer.is_success:
        endpoint.failures, endpoint.failing_since, endpoint.held_until = 0, None, None
    else:
        endpoint.failures += 1
        endpoint.failing_since = endpoint.failing_since or now
        endpoint.held_until = now + rest if (rest := _rest(endpoint, answer, now=now)) else None
    endpoint.save(update_fields=["failures", "failing_since", "held_until"])
    if answer.status == GONE:
        _give_up(endpoint, OffReason.GONE, now=now)
    elif endpoint.failing_since and now - endpoint.failing_since >= rules.GIVES_UP_AFTER:
        _give_up(endpoint, OffReason.FAILING, now=now)


def _rest(endpoint: Endpoint, answer: Answer, *, now: datetime) -> timedelta | None:
    """How long nothing at all is sent: to one that does not answer, and to one that asks for patience."""
    if answer.status is None:
        return rules.rest_after(endpoint.failures)
    return rules.asked_wait(answer.status, answer.retry_after, now=now)


def _give_up(endpoint: Endpoint, reason: OffReason, *, now: datetime) -> None:
    """Turn it off and tell every owner."""
    if not endpoint.is_on:
        return
    switch_off(endpoint, reason)
    audit.record(
        actor=SYSTEM, action="webhooks.turned_off", object_kind="webhook", object_id=endpoint.pk,
        after={"reason": str(reason)},
    )  # fmt: skip
    text = format_lazy(OFF_NOTICES[reason], where=queries.shown_name(endpoint))
    for staff_id in Staff.objects.filter(role=Role.OWNER, is_active=True).values_list("pk", flat=True):
        notices.tell(
            staff_id=staff_id, key=f"webhook:{endpoint.pk}:off:{now:%Y%m%d%H%M%S}:{staff_id}",
            text=text, url=reverse("webhooks:endpoint", args=[endpoint.pk]), now=now,
        )  # fmt: skip


def switch_off(endpoint: Endpoint, reason: OffReason) -> None:
    """Nothing waits for an endpoint that is off: what waited counts as not delivered, and can be sent again."""
    endpoint.is_on, endpoint.off_reason = False, reason.value
    endpoint.save(update_fields=["is_on", "off_reason"])
    Delivery.objects.filter(endpoint=endpoint, state=DeliveryState.WAITING).update(state=DeliveryState.FAILED)
