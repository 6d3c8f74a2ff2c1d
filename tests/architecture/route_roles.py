"""Who may go where: one line for every method of every route.

A route without a line here fails `test_route_roles.py`. Add yours below, one line each:

    page("/customers", NUMBER_READERS)                  a page; others get 403, strangers the sign-in
    deed("/tasks/{task}/close", DIRECTORS)              a POST with CSRF; `ok` is what the allowed get
    call("GET", "/api/v1/orders", "sales.read_orders")  an API operation and the right it asks for
    public("GET", "/health")                            open to everybody
    keyed("POST", "/s/{personal}")                      open to whoever holds the address

`{name}` in an address is filled by EXAMPLES[name], a function that makes such a thing and returns its key.
`ok` may be 404 where making the thing is not worth it: the wrong role must get 403 before that.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from zabota.capabilities.asking.models import Wave
from zabota.capabilities.cases import services as cases
from zabota.capabilities.cases.models import Case, Cause, Compensation
from zabota.capabilities.contacting.addresses import token_of
from zabota.capabilities.customers.models import Customer, CustomField, Purpose
from zabota.capabilities.letters.models import Document, Letter, Template
from zabota.capabilities.sales.models import Order
from zabota.capabilities.scores.models import MarkedEvent
from zabota.capabilities.segments.models import Segment
from zabota.capabilities.surveys import addresses
from zabota.capabilities.surveys import services as surveys
from zabota.capabilities.surveys.contracts import Channel as SurveyChannel
from zabota.capabilities.surveys.contracts import Kind
from zabota.capabilities.surveys.models import Invitation, Response, Survey, SurveyVersion, Way
from zabota.capabilities.value.contracts import READ_VALUE
from zabota.capabilities.value.models import Call, CallRound
from zabota.foundation.identity import services
from zabota.foundation.identity.contracts import DIRECTORS, EVERYONE, MANAGE_STAFF, NUMBER_READERS, SYSTEM, Role
from zabota.foundation.identity.models import Branch, Staff
from zabota.foundation.importing.models import ImportRun
from zabota.foundation.jobs.contracts import JobState
from zabota.foundation.jobs.models import QueuedJob
from zabota.foundation.undo.models import Change
from zabota.foundation.webhooks.contracts import MANAGE_WEBHOOKS
from zabota.foundation.webhooks.models import Delivery, Endpoint
from zabota.foundation.webhooks.rules import new_message_id

OWNER = frozenset({Role.OWNER})
CALLERS = frozenset({Role.OWNER, Role.MANAGER, Role.AGENT})


@dataclass(frozen=True)
class Route:
    method: str
    url: str
    who: frozenset[Role] = frozenset()
    right: str = ""
    ok: int = 200
    data: Mapping[str, object] = field(default_factory=dict)
    is_public: bool = False
    is_api: bool = False
    is_keyed: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.url}"


def page(url: str, who: frozenset[Role] = EVERYONE, *, ok: int = 200) -> Route:
    return Route("GET", url, who, ok=ok)


def deed(
    url: str, who: frozenset[Role] = EVERYONE, *, ok: int = 302, data: Mapping[str, object] | None = None
) -> Route:
    return Route("POST", url, who, ok=ok, data=data or {})


def public(method: str, url: str, *, ok: int = 200, data: Mapping[str, object] | None = None) -> Route:
    return Route(method, url, EVERYONE, ok=ok, data=data or {}, is_public=True)


def keyed(method: str, url: str, *, ok: int = 200, data: Mapping[str, object] | None = None) -> Route:
    """Open to whoever holds the address: it is the key, so its form needs no token against forgery."""
    return Route(method, url, EVERYONE, ok=ok, data=data or {}, is_public=True, is_keyed=True)


def call(method: str, url: str, right: str = "", *, ok: int = 200, data: Mapping[str, object] | None = None) -> Route:
    """`right` empty means that any valid key may call."""
    return Route(method, url, right=right, ok=ok, data=data or {}, is_api=True)


def new_colleague() -> Staff:
    return Staff.objects.create(email="colleague@example.com", name="Colleague", role=Role.AGENT)


def new_key() -> int:
    return services.create_key(SYSTEM, name="till", role=Role.OWNER, scopes=[MANAGE_STAFF]).key.pk


def new_link() -> str:
    return services.issue_link(SYSTEM, staff_id=new_colleague().pk, now=timezone.now()).token


def failed_job() -> int:
    now = timezone.now()
    return QueuedJob.objects.create(name="till.sync", state=JobState.FAILED, run_at=now, created_at=now).pk


def new_order() -> Order:
    now = timezone.now()
    return Order.objects.create(
        source="till", number="1", ordered_at=now, ordered_on=now.date(), amount_minor=100, currency="RUB"
    )


CALL_TOLD = {"key": "c-1", "phone": "+7 916 123-45-67", "started_at": "2026-05-03T12:00:00+03:00"}
ORDERS_SENT = {"orders": [{"number": "1", "ordered_at": "2026-03-01T12:00:00Z", "lines": [{"amount_minor": 100}]}]}


def new_call() -> int:
    """Of the agent: others' calls do not exist for him."""
    call_round = CallRound.objects.create(name="Best", share=0.1, created_at=timezone.now())
    agent = Staff.objects.filter(role=Role.AGENT).first()
    customer = Customer.objects.create(name="Anna", created_at=timezone.now())
    return Call.objects.create(round=call_round, customer=customer, rank=1, margin_minor=100, owner=agent).pk


def new_round() -> int:
    return Call.objects.get(pk=new_call()).round_id


def new_change() -> int:
    """Nothing but the right is asked of whoever takes a change back."""
    return Change.objects.create(kind="customers.deleted", row_count=1, made_at=timezone.now()).pk


def new_template() -> int:
    return Template.objects.create(
        kind="message", name="Thanks", language="en", body="Hello", purpose="service", is_shared=True,
        updated_at=timezone.now(),
    ).pk  # fmt: skip


def new_letter() -> int:
    customer = Customer.objects.create(name="Anna", created_at=timezone.now())
    return Letter.objects.create(
        customer=customer, token="1", recipient="anna@example.com", subject="Thanks", body="Hello", language="en",
        purpose="service", created_at=timezone.now(),
    ).pk  # fmt: skip


def new_document() -> int:
    customer = Customer.objects.create(name="Anna", created_at=timezone.now())
    return Document.objects.create(
        customer=customer, kind="offer", title="Offer", body="# Offer", language="en", created_at=timezone.now()
    ).pk


def new_field() -> int:
    return CustomField.objects.create(name="Size", kind="text").pk


def new_segment() -> int:
    told = '["all",["city","is","Tver"]]'
    return Segment.objects.create(
        name="Tver", colour="moss", filter=told, is_shared=True, created_at=timezone.now()
    ).pk  # fmt: skip


def new_survey() -> Survey:
    survey = surveys.create_survey(SYSTEM, kind=Kind.NPS, name="NPS", now=timezone.now())
    surveys.open_survey(SYSTEM, survey=survey, now=timezone.now())
    return survey


def new_way() -> Way:
    return surveys.add_way(SYSTEM, survey=new_survey(), channel=SurveyChannel.QR, now=timezone.now())


def new_response() -> Response:
    way = new_way()
    version = SurveyVersion.objects.get(survey=way.survey)
    return Response.objects.create(
        survey=way.survey, version=version, way=way, channel="qr", language="en", score=9, group="high",
        started_at=timezone.now(), answered_at=timezone.now(), changed_at=timezone.now(),
    )  # fmt: skip


def new_invitation() -> Invitation:
    customer = Customer.objects.create(name="Anna", created_at=timezone.now())
    (made,) = surveys.invite(
        SYSTEM, survey=new_survey(), customer_ids=[customer.pk], channel=SurveyChannel.LINK, now=timezone.now()
    )
    return made


def new_case() -> Case:
    customer = Customer.objects.create(name="Anna", created_at=timezone.now())
    return cases.open_case(SYSTEM, customer=customer, words="Late", now=timezone.now())


def new_compensation() -> int:
    return Compensation.objects.create(
        case=new_case(), amount_minor=100, words="Tea", state="asked", asked_at=timezone.now()
    ).pk


def new_promise() -> int:
    soon = timezone.now() + timedelta(days=1)
    return cases.promise(SYSTEM, case=new_case(), words="Call", due_at=soon, now=timezone.now()).pk


def new_webhook() -> Endpoint:
    return Endpoint.objects.create(url="https://example.com/hook", kinds=["*"], created_at=timezone.now())


def new_message() -> int:
    now = timezone.now()
    return Delivery.objects.create(
        endpoint=new_webhook(), message_id=new_message_id(), kind="webhooks.test", body="{}", due_at=now, created_at=now
    ).pk


EXAMPLES: dict[str, Callable[[], object]] = {
    "template": new_template,
    "letter": new_letter,
    "document": new_document,
    "change": new_change,
    "case": lambda: new_case().pk,
    "cause": lambda: Cause.objects.create(name="Late").pk,
    "compensation": new_compensation,
    "promise": new_promise,
    "survey": lambda: new_survey().pk,
    "way": lambda: new_way().pk,
    "response": lambda: new_response().pk,
    "way_code": lambda: new_way().code,
    "personal": lambda: addresses.token_of(new_invitation().pk),
    "answering": lambda: addresses.token_of_response(new_response().pk),
    "mark": lambda: (
        MarkedEvent.objects.create(day=timezone.localdate(), words="New prices", created_at=timezone.now()).pk
    ),
    "wave": lambda: Wave.objects.create(survey=new_survey(), name="Spring", created_at=timezone.now()).pk,
    "unsubscribing": lambda: token_of(
        Customer.objects.create(name="Anna", created_at=timezone.now()).pk, Purpose.SURVEYS
    ),
    "field": new_field,
    "job": failed_job,
    "webhook": lambda: new_webhook().pk,
    "message": new_message,
    "staff": lambda: new_colleague().pk,
    "branch": lambda: Branch.objects.create(name="North").pk,
    "key": new_key,
    "link": new_link,
    "customer": lambda: Customer.objects.create(name="Anna", created_at=timezone.now()).pk,
    "round": new_round,
    "call": new_call,
    "order": lambda: new_order().pk,
    "import": lambda: ImportRun.objects.create(kind="orders", file_name="orders.csv").pk,
    "segment": new_segment,
    "people": lambda: ImportRun.objects.create(kind="people", file_name="people.csv").pk,
}

CONSENT = {"channel": "email", "purpose": "marketing", "is_given": True}
NO_QUESTIONS = {"form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"}
EMPTY_CARD = {f"{part}-{name}": "0" for part in ("contacts", "dates") for name in ("TOTAL_FORMS", "INITIAL_FORMS")}

ROUTES: tuple[Route, ...] = (
    page("/settings/jobs", OWNER),
    deed("/settings/jobs/{job}/retry", OWNER),
    deed("/settings/jobs/{job}/cancel", OWNER),
    page("/jobs/{job}/progress"),
    page("/settings/webhooks", OWNER),
    page("/settings/webhooks/add", OWNER),
    deed("/settings/webhooks/add", OWNER, ok=200),
    page("/settings/webhooks/{webhook}", OWNER),
    page("/settings/webhooks/{webhook}/edit", OWNER),
    deed("/settings/webhooks/{webhook}/edit", OWNER, ok=200),
    deed("/settings/webhooks/{webhook}/off", OWNER),
    deed("/settings/webhooks/{webhook}/on", OWNER),
    deed("/settings/webhooks/{webhook}/secret", OWNER, ok=200),
    deed("/settings/webhooks/{webhook}/delete", OWNER),
    deed("/settings/webhooks/{webhook}/test", OWNER),
    deed("/settings/webhooks/{webhook}/replay", OWNER),
    page("/settings/webhooks/messages/{message}", OWNER),
    deed("/settings/webhooks/messages/{message}/replay", OWNER),
    page("/settings/mail", OWNER),
    deed("/settings/mail", OWNER, ok=200),
    deed("/settings/mail/test", OWNER),
    page("/letters/templates", CALLERS),
    page("/letters/templates/new", CALLERS),
    deed("/letters/templates/new", CALLERS, ok=200),
    deed("/letters/templates/preview", CALLERS, ok=200),
    page("/letters/templates/{template}", CALLERS),
    deed("/letters/templates/{template}", CALLERS, ok=200),
    deed("/letters/templates/{template}/delete", DIRECTORS),
    page("/letters/letterhead", OWNER),
    deed("/letters/letterhead", OWNER, ok=200),
    page("/customers/{customer}/letters/new", CALLERS),
    deed("/customers/{customer}/letters/new", CALLERS, ok=422),
    deed("/customers/{customer}/letters/preview", CALLERS, ok=200),
    page("/customers/{customer}/documents/new", CALLERS),
    deed("/customers/{customer}/documents/new", CALLERS, ok=422),
    deed("/customers/{customer}/documents/preview", CALLERS, ok=200),
    page("/letters/{letter}", CALLERS),
    deed("/letters/{letter}/call-back", CALLERS),
    deed("/letters/{letter}/retry", CALLERS),
    page("/documents/{document}", CALLERS),
    page("/documents/{document}/pdf", CALLERS),
    page("/history"),
    deed("/history/{change}/undo", DIRECTORS),
    page("/settings/audit", DIRECTORS),
    page("/settings/audit/export", DIRECTORS),
    # workspace
    page("/", ok=302),
    page("/design"),
    page("/search"),
    public("GET", "/health"),
    public("HEAD", "/health"),
    public("POST", "/preferences", ok=302),
    # first run
    public("GET", "/setup", ok=404),
    public("POST", "/setup", ok=404),
    page("/welcome"),
    public("GET", "/join/{link}"),
    public("POST", "/join/{link}"),
    # sign-in
    public("GET", "/account/login/", ok=302),
    public("POST", "/account/login/", ok=302),
    public("GET", "/account/logout/"),
    public("POST", "/account/logout/", ok=302),
    public("GET", "/account/inactive/"),
    page("/account/reauthenticate/"),
    deed("/account/reauthenticate/", ok=200),
    page("/account/password/change/"),
    deed("/account/password/change/", ok=200),
    public("GET", "/account/password/reset/"),
    public("POST", "/account/password/reset/"),
    public("GET", "/account/password/reset/done/"),
    public("GET", "/account/password/reset/key/done/"),
    public("GET", "/account/password/reset/key/1-wrong/"),
    public("POST", "/account/password/reset/key/1-wrong/"),
    page("/account/2fa/"),
    public("GET", "/account/2fa/authenticate/", ok=302),
    public("POST", "/account/2fa/authenticate/", ok=302),
    page("/account/2fa/reauthenticate/", ok=302),
    deed("/account/2fa/reauthenticate/"),
    page("/account/2fa/totp/activate/", ok=302),
    deed("/account/2fa/totp/activate/"),
    page("/account/2fa/totp/deactivate/", ok=404),
    deed("/account/2fa/totp/deactivate/", ok=404),
    page("/account/2fa/recovery-codes/", ok=404),
    page("/account/2fa/recovery-codes/generate/", ok=302),
    deed("/account/2fa/recovery-codes/generate/"),
    # demo company
    deed("/demo/start", OWNER),
    deed("/demo/remove", OWNER),
    page("/demo/progress", OWNER, ok=302),
    # value
    page("/value", NUMBER_READERS),
    page("/value/customers", NUMBER_READERS),
    page("/value/slipping", NUMBER_READERS),
    page("/value/calls", CALLERS),
    deed("/value/calls", DIRECTORS, ok=200),
    deed("/value/calls/take", DIRECTORS, ok=404),
    page("/value/calls/{round}", CALLERS),
    deed("/value/calls/{round}/close", DIRECTORS),
    page("/value/calls/call/{call}", CALLERS),
    deed("/value/calls/call/{call}", CALLERS, ok=200),
    deed("/value/calls/call/{call}/reopen", CALLERS),
    deed("/value/calls/call/{call}/assign", DIRECTORS),
    deed("/value/recompute", NUMBER_READERS),
    page("/value/recompute/999999", NUMBER_READERS, ok=302),
    page("/value/assumptions", OWNER),
    deed("/value/assumptions", OWNER, ok=200),
    # cards
    page("/customers/{customer}"),
    deed("/customers/{customer}/notes", CALLERS),
    page("/customers/new", CALLERS),
    deed("/customers/new", CALLERS, ok=422, data=EMPTY_CARD),
    page("/customers/{customer}/edit", CALLERS),
    deed("/customers/{customer}/edit", CALLERS, ok=422, data=EMPTY_CARD),
    deed("/customers/{customer}/delete", DIRECTORS),
    deed("/customers/{customer}/notes/999999/pin", CALLERS, ok=404),
    deed("/customers/{customer}/notes/999999/delete", CALLERS, ok=404),
    page("/customers/{customer}/notes/999999", CALLERS, ok=404),
    deed("/customers/{customer}/notes/999999", CALLERS, ok=404),
    page("/customers/{customer}/consents"),
    deed("/customers/{customer}/consents", CALLERS, ok=422),
    deed("/customers/{customer}/files", CALLERS),
    page("/customers/{customer}/files/999999", ok=404),
    deed("/customers/{customer}/files/999999/remove", CALLERS, ok=404),
    page("/customers/{customer}/relations", CALLERS),
    deed("/customers/{customer}/relations", CALLERS, ok=422),
    deed("/customers/{customer}/relations/999999/remove", CALLERS, ok=404),
    page("/settings/visibility", OWNER),
    deed("/settings/visibility", OWNER, ok=422),
    deed("/settings/visibility/facts", OWNER),
    # fields of the card
    page("/settings/fields", DIRECTORS),
    page("/settings/fields/add", DIRECTORS),
    deed("/settings/fields/add", DIRECTORS, ok=422),
    deed("/settings/fields/profile", DIRECTORS),
    page("/settings/fields/{field}", DIRECTORS),
    deed("/settings/fields/{field}", DIRECTORS, ok=422),
    deed("/settings/fields/{field}/archive", DIRECTORS),
    # personal data
    page("/customers/{customer}/personal-data", DIRECTORS),
    deed("/customers/{customer}/personal-data", DIRECTORS, ok=200),
    deed("/customers/{customer}/erase", DIRECTORS, ok=422, data={"name": "somebody else", "reason": "asked"}),
    page("/settings/privacy", DIRECTORS),
    deed("/settings/privacy", OWNER, data={"idle_months": "", "history_days": "365"}),
    deed("/settings/privacy/erase-idle", DIRECTORS, data={"count": "0"}),
    # hand-overs
    page("/handovers/new", CALLERS),
    deed("/handovers/new", CALLERS, ok=422),
    deed("/handovers/{customer}/read", CALLERS),
    # phone calls
    page("/call", CALLERS),
    deed("/call/open", CALLERS, ok=422),
    deed("/customers/{customer}/call", CALLERS),
    page("/settings/calls", DIRECTORS),
    deed("/settings/calls", DIRECTORS, ok=422),
    # tasks
    call("GET", "/api/v1/today", "today.use"),
    page("/today", CALLERS),
    page("/today/load", DIRECTORS),
    deed("/today/done", CALLERS),
    deed("/today/snooze", CALLERS),
    page("/today/hand", CALLERS, ok=404),
    deed("/today/hand", CALLERS, ok=404),
    page("/tasks"),
    page("/tasks/understood"),
    deed("/tasks/add", data={"text": "Call tomorrow"}),
    deed("/tasks/done"),
    deed("/tasks/many"),
    page("/tasks/999999", ok=404),
    deed("/tasks/999999", ok=404),
    deed("/customers/{customer}/rhythm", CALLERS, data={"every_days": "30"}),
    page("/settings/reminders", DIRECTORS),
    deed("/settings/reminders", DIRECTORS, ok=422),
    deed("/settings/reminders/999999/forget", DIRECTORS),
    # calendar of tasks
    public("GET", "/calendar/wrong-secret.ics", ok=404),
    page("/settings/calendar"),
    deed("/settings/calendar", ok=200),
    deed("/settings/calendar/close"),
    # notices
    page("/notices"),
    page("/notices/bell"),
    deed("/notices/read"),
    deed("/notices/999999/open", ok=404),
    page("/settings/notices"),
    deed("/settings/notices", ok=200),
    # saved views
    deed("/views/save", data={"page": "value:customers", "name": "Best"}),
    deed("/views/999999/forget", ok=404),
    # settings
    page("/settings/profile"),
    deed("/settings/profile", ok=200),
    deed("/settings/profile/sessions/end-others"),
    deed("/settings/profile/sessions/999999/end", ok=404),
    page("/settings/company", OWNER),
    deed("/settings/company", OWNER, ok=200),
    page("/settings/branches", OWNER),
    deed("/settings/branches", OWNER, ok=200),
    page("/settings/branches/{branch}", OWNER),
    deed("/settings/branches/{branch}", OWNER, ok=200),
    deed("/settings/branches/{branch}/remove", OWNER),
    page("/settings/permissions", OWNER),
    page("/settings/staff", OWNER),
    page("/settings/staff/add", OWNER),
    deed("/settings/staff/add", OWNER, ok=200),
    page("/settings/staff/{staff}", OWNER),
    deed("/settings/staff/{staff}", OWNER, ok=200),
    deed("/settings/staff/{staff}/link", OWNER, ok=200),
    deed("/settings/staff/{staff}/deactivate", OWNER),
    deed("/settings/staff/{staff}/activate", OWNER),
    deed("/settings/staff/{staff}/second-factor/remove", OWNER),
    page("/settings/keys", OWNER),
    page("/settings/keys/add", OWNER),
    deed("/settings/keys/add", OWNER, ok=200),
    deed("/settings/keys/{key}/revoke", OWNER),
    # orders
    page("/orders"),
    page("/orders/{order}"),
    page("/orders/imports", DIRECTORS),
    page("/orders/import", DIRECTORS),
    deed("/orders/import", DIRECTORS, ok=422),
    page("/orders/import/sample", DIRECTORS),
    page("/orders/import/{import}", DIRECTORS),
    deed("/orders/import/{import}", DIRECTORS, ok=200),
    page("/orders/import/{import}/check", DIRECTORS, ok=302),
    deed("/orders/import/{import}/check", DIRECTORS),
    page("/orders/import/{import}/result", DIRECTORS, ok=302),
    page("/orders/import/{import}/progress", DIRECTORS),
    page("/orders/import/{import}/rejected", DIRECTORS, ok=404),
    page("/orders/import/{import}/original", DIRECTORS, ok=404),
    deed("/orders/import/{import}/undo", DIRECTORS),
    deed("/orders/import/{import}/discard", DIRECTORS),
    # segments
    page("/customers"),
    page("/customers/count"),
    page("/customers/ticked", NUMBER_READERS, ok=302),
    page("/customers/condition"),
    page("/customers/group"),
    deed("/customers/deed", EVERYONE, ok=404),
    page("/customers/deed/999999", ok=404),
    page("/segments"),
    page("/segments/new"),
    deed("/segments/new", EVERYONE, ok=422),
    page("/segments/{segment}"),
    page("/segments/{segment}/edit", NUMBER_READERS),
    deed("/segments/{segment}/edit", NUMBER_READERS, ok=422),
    deed("/segments/{segment}/forget", NUMBER_READERS),
    page("/segments/{segment}/why/{customer}"),
    # surveys
    page("/voice"),
    page("/voice/new", DIRECTORS),
    deed("/voice/new", DIRECTORS, ok=422),
    page("/voice/answers"),
    deed("/voice/answers/{response}", DIRECTORS),
    page("/voice/{survey}"),
    page("/voice/{survey}/edit", DIRECTORS),
    deed("/voice/{survey}/edit", DIRECTORS, ok=422, data=NO_QUESTIONS),
    page("/voice/{survey}/preview"),
    deed("/voice/{survey}/state", DIRECTORS),
    deed("/voice/{survey}/copy", DIRECTORS),
    deed("/voice/{survey}/delete", DIRECTORS),
    deed("/voice/{survey}/ways", DIRECTORS),
    deed("/voice/ways/{way}", DIRECTORS),
    page("/voice/ways/{way}/poster"),
    keyed("GET", "/s/{personal}"),
    keyed("POST", "/s/{personal}", ok=422),
    keyed("GET", "/f/{way_code}"),
    keyed("POST", "/f/{way_code}", ok=302, data={"step": "score", "answer": "9"}),
    keyed("GET", "/a/{answering}"),
    keyed("POST", "/a/{answering}", ok=422),
    # asking
    page("/voice/waves", DIRECTORS),
    page("/voice/waves/new", DIRECTORS),
    deed("/voice/waves/new", DIRECTORS, ok=422),
    page("/voice/waves/{wave}", DIRECTORS),
    page("/voice/waves/{wave}/edit", DIRECTORS),
    deed("/voice/waves/{wave}/edit", DIRECTORS, ok=422),
    page("/voice/waves/{wave}/preview", DIRECTORS),
    deed("/voice/waves/{wave}/test", DIRECTORS),
    deed("/voice/waves/{wave}/state", DIRECTORS, ok=404),
    page("/voice/waves/{wave}/skipped", DIRECTORS),
    deed("/voice/waves/{wave}/links", DIRECTORS, ok=200),
    page("/customers/{customer}/ask", CALLERS),
    deed("/customers/{customer}/ask", CALLERS),
    # scores
    page("/scores"),
    page("/scores/silent"),
    page("/scores/drivers"),
    deed("/scores/marks", DIRECTORS),
    deed("/scores/marks/{mark}/delete", DIRECTORS),
    # contacting
    page("/settings/contacts", DIRECTORS),
    deed("/settings/contacts", DIRECTORS, ok=422),
    keyed("GET", "/u/{unsubscribing}"),
    keyed("POST", "/u/{unsubscribing}", ok=302, data={"word": "out"}),
    # cases
    page("/cases"),
    page("/cases/causes"),
    deed("/cases/causes", DIRECTORS, ok=422),
    page("/cases/causes/{cause}", DIRECTORS),
    deed("/cases/causes/{cause}", DIRECTORS, ok=422),
    page("/cases/{case}"),
    deed("/cases/{case}/step", CALLERS, ok=422),
    deed("/cases/{case}/cause", CALLERS),
    deed("/cases/{case}/compensation", CALLERS, ok=422),
    deed("/cases/{case}/promise", CALLERS, ok=422),
    deed("/cases/{case}/close", CALLERS, ok=422),
    deed("/cases/{case}/reopen", CALLERS),
    deed("/cases/{case}/hand-over", CALLERS, ok=422),
    deed("/cases/compensations/{compensation}", DIRECTORS, ok=422),
    deed("/cases/promises/{promise}", CALLERS, ok=404),
    page("/customers/{customer}/case", CALLERS),
    deed("/customers/{customer}/case", CALLERS, ok=422),
    page("/settings/cases", DIRECTORS),
    deed("/settings/cases", DIRECTORS, ok=422),
    # duplicates
    page("/duplicates", CALLERS),
    deed("/duplicates/look", CALLERS),
    deed("/duplicates/certain", DIRECTORS),
    page("/duplicates/certain/{change}", DIRECTORS, ok=404),
    deed("/duplicates/rule", DIRECTORS),
    deed("/duplicates/apart", CALLERS, ok=404),
    page("/duplicates/compare", CALLERS, ok=302),
    deed("/duplicates/compare", CALLERS),
    # people_files
    page("/customers/imports", DIRECTORS),
    page("/customers/import", DIRECTORS),
    deed("/customers/import", DIRECTORS, ok=422),
    page("/customers/import/sample", DIRECTORS),
    page("/customers/import/{people}", DIRECTORS),
    deed("/customers/import/{people}", DIRECTORS, ok=200),
    page("/customers/import/{people}/check", DIRECTORS, ok=302),
    deed("/customers/import/{people}/check", DIRECTORS),
    page("/customers/import/{people}/result", DIRECTORS, ok=302),
    page("/customers/import/{people}/progress", DIRECTORS),
    page("/customers/import/{people}/rejected", DIRECTORS, ok=404),
    page("/customers/import/{people}/original", DIRECTORS, ok=404),
    deed("/customers/import/{people}/undo", DIRECTORS),
    deed("/customers/import/{people}/discard", DIRECTORS),
    # value: the audit
    page("/value/audit", NUMBER_READERS),
    page("/value/audit/one-period", NUMBER_READERS),
    page("/value/audit/one-period/totals", NUMBER_READERS, ok=404),
    # api
    page("/help/api"),
    call("POST", "/api/v1/orders/import", "sales.import", ok=422),
    call("POST", "/api/v1/orders", "sales.import", data=ORDERS_SENT),
    call("GET", "/api/v1/orders", "sales.read"),
    call("GET", "/api/v1/imports/{import}", "sales.import"),
    public("GET", "/api/v1/openapi.json"),
    public("GET", "/api/v1/", ok=404),
    public("GET", "/api/v1/nothing-here", ok=404),
    call("GET", "/api/v1/webhooks/events", MANAGE_WEBHOOKS),
    call("GET", "/api/v1/webhooks", MANAGE_WEBHOOKS),
    call("POST", "/api/v1/webhooks", MANAGE_WEBHOOKS, ok=422, data={"url": "https://127.0.0.1/", "events": ["*"]}),
    call("GET", "/api/v1/webhooks/{webhook}", MANAGE_WEBHOOKS),
    call("PATCH", "/api/v1/webhooks/{webhook}", MANAGE_WEBHOOKS, data={"name": "till"}),
    call("DELETE", "/api/v1/webhooks/{webhook}", MANAGE_WEBHOOKS, ok=204),
    call("POST", "/api/v1/webhooks/{webhook}/secret", MANAGE_WEBHOOKS),
    call("POST", "/api/v1/webhooks/{webhook}/test", MANAGE_WEBHOOKS, ok=202),
    call("POST", "/api/v1/webhooks/{webhook}/replay", MANAGE_WEBHOOKS, ok=202),
    call("GET", "/api/v1/webhooks/{webhook}/deliveries", MANAGE_WEBHOOKS),
    call("GET", "/api/v1/webhooks/deliveries/{message}", MANAGE_WEBHOOKS),
    call("POST", "/api/v1/webhooks/deliveries/{message}/replay", MANAGE_WEBHOOKS, ok=202),
    call("POST", "/api/v1/calls", "telephony.answer", data=CALL_TOLD),
    call("GET", "/api/v1/callers", "telephony.answer", ok=422),
    call("GET", "/api/v1/me"),
    call("GET", "/api/v1/customers", "customers.read"),
    call("GET", "/api/v1/segments", "segments.keep"),
    call("GET", "/api/v1/customers/fields", "customers.read"),
    call("POST", "/api/v1/customers", "customers.write", ok=201, data={"name": "Anna"}),
    call("POST", "/api/v1/customers/bulk", "customers.write", data={"customers": [{"name": "Anna"}]}),
    call("PATCH", "/api/v1/customers/bulk", "customers.write", data={"customers": [{"id": 1, "city": "Tver"}]}),
    call("GET", "/api/v1/customers/{customer}", "customers.read"),
    call("PATCH", "/api/v1/customers/{customer}", "customers.write", data={"city": "Tver"}),
    call("DELETE", "/api/v1/customers/{customer}", "customers.delete", ok=204),
    call("GET", "/api/v1/customers/{customer}/notes", "customers.read"),
    call("POST", "/api/v1/customers/{customer}/notes", "customers.write_notes", ok=201, data={"text": "Likes tea"}),
    call("POST", "/api/v1/customers/{customer}/consents", "customers.write", ok=201, data=CONSENT),
    call("GET", "/api/v1/customers/{customer}/timeline", "customers.read"),
    call("GET", "/api/v1/customers/value", READ_VALUE),
    call("GET", "/api/v1/duplicates", "duplicates.merge"),
    call("POST", "/api/v1/customers/{customer}/merge", "duplicates.merge", ok=404, data={"cards": [999999]}),
    call("GET", "/api/v1/customers/999999/value", READ_VALUE, ok=404),
)
