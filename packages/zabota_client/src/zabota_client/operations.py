"""A method for every operation of the API.

Made by tools/client.py from docs/reference/openapi.json: change the API, not this file.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from zabota_client.calling import Caller, new_key
from zabota_client.models import (
    BatchIn,
    BatchOut,
    CallerOut,
    CallIn,
    CallOut,
    ChangedCustomersIn,
    ConsentIn,
    ConsentOut,
    CustomerIn,
    CustomerOut,
    CustomersOut,
    CustomerValueOut,
    DeliveriesOut,
    DeliveryOut,
    DuplicateNumbers,
    EventKindOut,
    EventOut,
    FieldsOut,
    ImportOut,
    IssuedOut,
    MeOut,
    MergedOut,
    MergeIn,
    NewCustomersIn,
    NoteIn,
    NoteOut,
    NotesOut,
    OrderOut,
    OrdersOut,
    PairOut,
    PairsOut,
    ReplayedOut,
    RowsAre,
    RowsOut,
    SegmentOut,
    SegmentsOut,
    TimelineOut,
    TodayOut,
    Trend,
    ValueOut,
    ValuesOut,
    WebhookIn,
    WebhookOut,
    WebhookPatch,
    WholeDeliveryOut,
)
from zabota_client.pages import Pages
from zabota_client.shapes import FileToSend, read, read_state


class Calls:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def find_callers(self, *, phone: str | None = None) -> Sequence[CallerOut]:
        """Whose number is it.

        The customers with this number; empty when nobody has it.
        """
        return read(list[CallerOut], self._caller.send("GET", "/api/v1/callers", query={"phone": phone}))

    def take(self, call: CallIn, *, idempotency_key: str | None = None) -> CallOut:
        """Tell of a call.

        The customer is found by the number and the call stands on the timeline; an unknown number waits for a card.
        """
        return read(
            CallOut, self._caller.send("POST", "/api/v1/calls", body=call, idempotency_key=idempotency_key or new_key())
        )


class Customers:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list(
        self,
        *,
        phone: str | None = None,
        email: str | None = None,
        tag: str | None = None,
        owner_id: int | None = None,
        updated_since: datetime | None = None,
        q: str | None = None,
        filter: str | None = None,
        segment: int | None = None,
        limit: int | None = None,
    ) -> Pages[CustomersOut, CustomerOut]:
        """List customers.

        In the order of their numbers, page by page.

        phone: In any usual form.
        updated_since: Added or changed at this moment or later.
        q: Words of the name, in any form of the word.
        filter: As in the address of the list of customers: ["all",["city","is","Kazan"]].
        segment: Only those whom this segment holds now.
        """
        return Pages(
            lambda after: read(
                CustomersOut,
                self._caller.send(
                    "GET",
                    "/api/v1/customers",
                    query={
                        "phone": phone,
                        "email": email,
                        "tag": tag,
                        "owner_id": owner_id,
                        "updated_since": updated_since,
                        "q": q,
                        "filter": filter,
                        "segment": segment,
                        "limit": limit,
                        "after": after,
                    },
                ),
            ),
            lambda page: page.customers,
        )

    def add(self, customer: CustomerIn, *, idempotency_key: str | None = None) -> CustomerOut:
        """Add a customer.

        A name or a way to reach the customer is needed.
        """
        return read(
            CustomerOut,
            self._caller.send("POST", "/api/v1/customers", body=customer, idempotency_key=idempotency_key or new_key()),
        )

    def change_many(self, changed_customers: ChangedCustomersIn, *, idempotency_key: str | None = None) -> RowsOut:
        """Change many customers.

        Up to 1,000. In each row only the fields that are sent change. The history keeps them as one change.
        """
        return read(
            RowsOut,
            self._caller.send(
                "PATCH", "/api/v1/customers/bulk", body=changed_customers, idempotency_key=idempotency_key or new_key()
            ),
        )

    def add_many(self, new_customers: NewCustomersIn, *, idempotency_key: str | None = None) -> RowsOut:
        """Add many customers.

        Up to 1,000. The history keeps them as one change.
        """
        return read(
            RowsOut,
            self._caller.send(
                "POST", "/api/v1/customers/bulk", body=new_customers, idempotency_key=idempotency_key or new_key()
            ),
        )

    def list_fields(self) -> FieldsOut:
        """Fields of the filter.

        By what `filter` may ask, the company's own fields too, in the language of `Accept-Language`.
        """
        return read(FieldsOut, self._caller.send("GET", "/api/v1/customers/fields"))

    def list_values(
        self,
        *,
        horizon_months: Literal[6, 12, 24] | None = None,
        sort: Literal[
            "name",
            "-name",
            "orders",
            "-orders",
            "revenue",
            "-revenue",
            "margin",
            "-margin",
            "year",
            "-year",
            "last",
            "-last",
            "silence",
            "-silence",
            "alive",
            "-alive",
            "purchases",
            "-purchases",
            "expected",
            "-expected",
            "clv",
            "-clv",
            "exposure",
            "-exposure",
        ]
        | None = None,
        limit: int | None = None,
        q: str | None = None,
        decile: int | None = None,
        trend: Trend | None = None,
        slipping: bool | None = None,
        min_orders: int | None = None,
        last_since: date | None = None,
        last_until: date | None = None,
        min_alive: float | None = None,
        max_alive: float | None = None,
    ) -> Pages[ValuesOut, ValueOut]:
        """Customers with their value.

        Customers of the last computation, by pages; `basis` is null before the first one.

        q: Name, phone or e-mail.
        """
        return Pages(
            lambda after: read(
                ValuesOut,
                self._caller.send(
                    "GET",
                    "/api/v1/customers/value",
                    query={
                        "horizon_months": horizon_months,
                        "sort": sort,
                        "limit": limit,
                        "q": q,
                        "decile": decile,
                        "trend": trend,
                        "slipping": slipping,
                        "min_orders": min_orders,
                        "last_since": last_since,
                        "last_until": last_until,
                        "min_alive": min_alive,
                        "max_alive": max_alive,
                        "after": after,
                    },
                ),
            ),
            lambda page: page.items,
        )

    def delete(self, customer_id: int, *, if_match: str | None = None) -> None:
        """Delete a customer.

        With all that hangs on the card; orders stay as anonymous sales. It can be taken back under History.

        if_match: the `etag` of the state you saw; ConflictError where it is another now.
        """
        self._caller.send("DELETE", f"/api/v1/customers/{customer_id}", if_match=if_match)

    def get(self, customer_id: int) -> CustomerOut:
        """One customer.

        The header `ETag` names this state of the card; send it back as `If-Match` with a change.
        """
        return read_state(CustomerOut, self._caller.send("GET", f"/api/v1/customers/{customer_id}"))

    def change(self, customer_id: int, customer: CustomerIn, *, if_match: str | None = None) -> CustomerOut:
        """Change a customer.

        Only the fields that are sent change. With `If-Match`, 412 when somebody changed the card meanwhile.

        if_match: the `etag` of the state you saw; ConflictError where it is another now.
        """
        return read_state(
            CustomerOut,
            self._caller.send("PATCH", f"/api/v1/customers/{customer_id}", body=customer, if_match=if_match),
        )

    def add_consent(self, customer_id: int, consent: ConsentIn, *, idempotency_key: str | None = None) -> ConsentOut:
        """Write down a consent.

        Given or withdrawn. Entries are only added: the latest of a channel and purpose holds.
        """
        return read(
            ConsentOut,
            self._caller.send(
                "POST",
                f"/api/v1/customers/{customer_id}/consents",
                body=consent,
                idempotency_key=idempotency_key or new_key(),
            ),
        )

    def merge(self, customer_id: int, merge: MergeIn, *, idempotency_key: str | None = None) -> MergedOut:
        """Merge cards into this one.

        Everything the other cards have stands on this one; their numbers lead here. The history can take it back.
        """
        return read(
            MergedOut,
            self._caller.send(
                "POST",
                f"/api/v1/customers/{customer_id}/merge",
                body=merge,
                idempotency_key=idempotency_key or new_key(),
            ),
        )

    def list_notes(self, customer_id: int) -> NotesOut:
        """Notes about a customer.

        The latest 200, newest first.
        """
        return read(NotesOut, self._caller.send("GET", f"/api/v1/customers/{customer_id}/notes"))

    def add_note(self, customer_id: int, note: NoteIn, *, idempotency_key: str | None = None) -> NoteOut:
        """Write a note."""
        return read(
            NoteOut,
            self._caller.send(
                "POST",
                f"/api/v1/customers/{customer_id}/notes",
                body=note,
                idempotency_key=idempotency_key or new_key(),
            ),
        )

    def list_timeline(
        self, customer_id: int, *, kind: Sequence[str] | None = None, limit: int | None = None
    ) -> Pages[TimelineOut, EventOut]:
        """What happened to a customer.

        Newest first. A kind nobody knows is refused, so that a misspelt one is not an empty list.

        kind: Only these kinds; repeat it.
        """
        return Pages(
            lambda after: read(
                TimelineOut,
                self._caller.send(
                    "GET",
                    f"/api/v1/customers/{customer_id}/timeline",
                    query={"kind": kind, "limit": limit, "after": after},
                ),
            ),
            lambda page: page.events,
        )

    def get_value(self, customer_id: int) -> CustomerValueOut:
        """The value of one customer.

        One customer at every horizon; 404 for whom the last computation does not know.
        """
        return read(CustomerValueOut, self._caller.send("GET", f"/api/v1/customers/{customer_id}/value"))

    def list_pairs(self, *, certain: bool | None = None, limit: int | None = None) -> Pages[PairsOut, PairOut]:
        """Cards that look alike.

        The most alike first, page by page.

        certain: Only pairs nobody needs to look at.
        """
        return Pages(
            lambda after: read(
                PairsOut,
                self._caller.send(
                    "GET", "/api/v1/duplicates", query={"certain": certain, "limit": limit, "after": after}
                ),
            ),
            lambda page: page.pairs,
        )


class Me:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get(self) -> MeOut:
        """The key that is calling.

        The name, role and rights of the key, and the company it works for.
        """
        return read(MeOut, self._caller.send("GET", "/api/v1/me"))


class Orders:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get_import(self, import_id: int) -> ImportOut:
        """How an import is doing."""
        return read(ImportOut, self._caller.send("GET", f"/api/v1/imports/{import_id}"))

    def list(
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        kind: Literal["", "sale", "return"] | None = None,
        customer_id: int | None = None,
        import_id: int | None = None,
        limit: int | None = None,
    ) -> Pages[OrdersOut, OrderOut]:
        """List orders.

        Newest first. `since` and `until` are days of the company's calendar, both included.
        """
        return Pages(
            lambda after: read(
                OrdersOut,
                self._caller.send(
                    "GET",
                    "/api/v1/orders",
                    query={
                        "since": since,
                        "until": until,
                        "kind": kind,
                        "customer_id": customer_id,
                        "import_id": import_id,
                        "limit": limit,
                        "after": after,
                    },
                ),
            ),
            lambda page: page.orders,
        )

    def send(self, batch: BatchIn, *, idempotency_key: str | None = None) -> BatchOut:
        """Send a batch of orders.

        Up to 1,000 orders, all or none.

        An order that is here already (same source and number) is replaced if its contents changed.
        """
        return read(
            BatchOut,
            self._caller.send("POST", "/api/v1/orders", body=batch, idempotency_key=idempotency_key or new_key()),
        )

    def import_file(
        self,
        file: FileToSend,
        *,
        currency: str | None = None,
        dry_run: bool | None = None,
        duplicate_numbers: DuplicateNumbers | None = None,
        margin_rate: float | None = None,
        rows_are: RowsAre | None = None,
        source: str | None = None,
        when_changed: Literal["keep", "replace"] | None = None,
    ) -> ImportOut:
        """Send a file of orders.

        CSV, XLSX or Parquet, also gzip. The answer names the import; ask `GET /imports/{id}` how it is doing.

        Sending the same file twice changes nothing.
        """
        return read(
            ImportOut,
            self._caller.send(
                "POST",
                "/api/v1/orders/import",
                form={
                    "currency": currency,
                    "dry_run": dry_run,
                    "duplicate_numbers": duplicate_numbers,
                    "file": file,
                    "margin_rate": margin_rate,
                    "rows_are": rows_are,
                    "source": source,
                    "when_changed": when_changed,
                },
            ),
        )


class Segments:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list(self, *, days: int | None = None, limit: int | None = None) -> Pages[SegmentsOut, SegmentOut]:
        """Segments and their sizes.

        Those shared with everybody, in the order of their numbers. Sizes are of the whole company, counted at night.

        days: How many days back `sizes` goes.
        """
        return Pages(
            lambda after: read(
                SegmentsOut,
                self._caller.send("GET", "/api/v1/segments", query={"days": days, "limit": limit, "after": after}),
            ),
            lambda page: page.segments,
        )


class Today:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get(self, *, owner_id: int | None = None, limit: int | None = None) -> TodayOut:
        """What waits today, ranked.

        What the page of the day shows: the overdue first, then by money at risk.

        A key of a director's role sees everybody's, another what is nobody's yet.

        owner_id: Of one colleague only.
        """
        return read(TodayOut, self._caller.send("GET", "/api/v1/today", query={"owner_id": owner_id, "limit": limit}))


class Webhooks:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list(self) -> Sequence[WebhookOut]:
        """List webhooks.

        There are at most twenty.
        """
        return read(list[WebhookOut], self._caller.send("GET", "/api/v1/webhooks"))

    def add(self, webhook: WebhookIn, *, idempotency_key: str | None = None) -> IssuedOut:
        """Add a webhook.

        The secret is in this answer only. A request sent again with its `Idempotency-Key` is answered without it.
        """
        return read(
            IssuedOut,
            self._caller.send("POST", "/api/v1/webhooks", body=webhook, idempotency_key=idempotency_key or new_key()),
        )

    def get_delivery(self, delivery_id: int) -> WholeDeliveryOut:
        """One message of a webhook.

        With its body and every attempt, the last first.
        """
        return read(WholeDeliveryOut, self._caller.send("GET", f"/api/v1/webhooks/deliveries/{delivery_id}"))

    def replay_delivery(self, delivery_id: int, *, idempotency_key: str | None = None) -> DeliveryOut:
        """Send a message again.

        Under its own id, so that the other system can tell.
        """
        return read(
            DeliveryOut,
            self._caller.send(
                "POST",
                f"/api/v1/webhooks/deliveries/{delivery_id}/replay",
                idempotency_key=idempotency_key or new_key(),
            ),
        )

    def list_event_kinds(self) -> Sequence[EventKindOut]:
        """Events a webhook can be told of.

        Their codes, which stand in a message as its `type`.
        """
        return read(list[EventKindOut], self._caller.send("GET", "/api/v1/webhooks/events"))

    def delete(self, webhook_id: int) -> None:
        """Delete a webhook.

        With its secret and its messages; it cannot be taken back.
        """
        self._caller.send("DELETE", f"/api/v1/webhooks/{webhook_id}")

    def get(self, webhook_id: int) -> WebhookOut:
        """One webhook."""
        return read(WebhookOut, self._caller.send("GET", f"/api/v1/webhooks/{webhook_id}"))

    def change(self, webhook_id: int, webhook: WebhookPatch) -> WebhookOut:
        """Change a webhook.

        Only what is sent changes; `on` turns it on and off.
        """
        return read(WebhookOut, self._caller.send("PATCH", f"/api/v1/webhooks/{webhook_id}", body=webhook))

    def list_deliveries(
        self,
        webhook_id: int,
        *,
        state: Literal["waiting", "delivered", "failed"] | None = None,
        limit: int | None = None,
    ) -> Pages[DeliveriesOut, DeliveryOut]:
        """What a webhook was sent.

        Newest first, of the last thirty days. Ask again with `after` until `next` is null.
        """
        return Pages(
            lambda after: read(
                DeliveriesOut,
                self._caller.send(
                    "GET",
                    f"/api/v1/webhooks/{webhook_id}/deliveries",
                    query={"state": state, "limit": limit, "after": after},
                ),
            ),
            lambda page: page.deliveries,
        )

    def replay(self, webhook_id: int, *, idempotency_key: str | None = None) -> ReplayedOut:
        """Send again all that failed.

        Every message that was given up, under its own id.
        """
        return read(
            ReplayedOut,
            self._caller.send(
                "POST", f"/api/v1/webhooks/{webhook_id}/replay", idempotency_key=idempotency_key or new_key()
            ),
        )

    def rotate_secret(self, webhook_id: int, *, idempotency_key: str | None = None) -> IssuedOut:
        """Make a new secret.

        For a day messages are signed by the old one too. The new one is in this answer only.
        """
        return read(
            IssuedOut,
            self._caller.send(
                "POST", f"/api/v1/webhooks/{webhook_id}/secret", idempotency_key=idempotency_key or new_key()
            ),
        )

    def test(self, webhook_id: int, *, idempotency_key: str | None = None) -> DeliveryOut:
        """Send a test message.

        It is on its way; what was answered is found among the deliveries.
        """
        return read(
            DeliveryOut,
            self._caller.send(
                "POST", f"/api/v1/webhooks/{webhook_id}/test", idempotency_key=idempotency_key or new_key()
            ),
        )


class Operations:
    """Everything that can be asked, by what it is about."""

    def __init__(self, caller: Caller) -> None:
        self.calls = Calls(caller)
        self.customers = Customers(caller)
        self.me = Me(caller)
        self.orders = Orders(caller)
        self.segments = Segments(caller)
        self.today = Today(caller)
        self.webhooks = Webhooks(caller)
