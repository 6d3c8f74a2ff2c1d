from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from zabota.capabilities.customers import (
    checking,
    custom_fields,
    hiding,
    listing,
    matching,
    meeting,
    people,
    reach,
    rules,
)
from zabota.capabilities.customers.contracts import (
    NOTE_ADDED,
    READ_CUSTOMERS,
    Contacts,
    DateDraft,
    HideableFact,
    IncomingCustomer,
    IncomingPerson,
    PeopleRules,
    Person,
    PersonPlan,
)
from zabota.capabilities.customers.models import (
    ConsentEntry,
    ContactKind,
    ContactPoint,
    Customer,
    CustomerDate,
    CustomerFile,
    CustomerKey,
    CustomerNote,
    CustomerTag,
    Manner,
    Relation,
)
from zabota.foundation.identity import queries as identity
from zabota.foundation.identity.contracts import Actor
from zabota.foundation.listing.keyset import Cursor, KeyPage, page_of

BATCH = 2_000


def find_ids_by_keys(*, source: str, keys: Iterable[str]) -> dict[str, int]:
    """Customer ids by the keys this source gives them; unknown keys are absent."""
    return matching.find_by_keys(source, keys)


def count_known(*, source: str, people: Sequence[IncomingCustomer]) -> int:
    """How many of the incoming are here already, by key, phone or e-mail."""
    return len(matching.find_known(source, people))


def plan_people(incoming: Sequence[IncomingPerson], *, rules: PeopleRules) -> list[PersonPlan]:
    """What an import would write of each of these people; nothing is written."""
    return people.plan_people(incoming, rules)


def plain_name(name: str) -> str:
    """One spelling of a name, by which namesakes are told."""
    return meeting.plain_name(name)


def longest_of(column: str) -> int | None:
    """How many characters a plain column of the card takes; None where it is no text."""
    return checking.LONGEST.get(column)


def check_dates(drafts: Sequence[DateDraft]) -> list[DateDraft]:
    """Days that exist, as a card keeps them. Raises BadValueError."""
    return checking.dates(drafts)


def names_of() -> dict[int, str]:
    """What to call every customer: the name, else a source's own code, else the number; never a phone or an e-mail."""
    keys = CustomerKey.objects.filter(customer__name="").order_by("-id").values_list("customer_id", "key")
    coded = {customer_id: key for customer_id, key in keys if ":" not in key}
    company = identity.find_company()
    with translation.override(company.language if company else None):
        numbered = {
            pk: _("Customer %(number)s") % {"number": pk}
            for pk in Customer.objects.filter(name="").values_list("pk", flat=True)
        }
    return numbered | coded | dict(Customer.objects.exclude(name="").values_list("id", "name"))


def count_all() -> int:
    return Customer.objects.count()


def acquisition_costs() -> dict[int, int]:
    """What it cost to win each customer, in minor units, where it is known."""
    known = Customer.objects.filter(acquisition_cost_minor__isnull=False)
    return {customer: cost for customer, cost in known.values_list("id", "acquisition_cost_minor") if cost is not None}


def visible_to(actor: Actor) -> QuerySet[Customer]:
    """Every customer this actor may see; the one door through which lists, cards and programs read."""
    actor.require(READ_CUSTOMERS)
    return reach.limited(actor, Customer.objects.all())


def is_limited(actor: Actor) -> bool:
    """Whether the company may keep this actor to his own customers."""
    return reach.is_limited(actor)


def sees_all() -> Q:
    """True in a query while agents are not kept to their own customers."""
    return ~reach.keeps_to_own()


def get_customer(actor: Actor, *, customer_id: int) -> Customer:
    """One customer with the ways to reach him: two queries. Another branch's customer does not exist.

    The number of a card that was merged leads to the card it is part of now.
    """
    rows = visible_to(actor).select_related("branch", "owner").prefetch_related("contacts")
    customer = rows.filter(pk=customer_id).first() or rows.get(former_numbers__number=customer_id)
    hide_from(actor, [customer])
    return customer


def hidden_from(actor: Actor) -> hiding.Hidden:
    """Which facts of the card this actor does not see: one query."""
    return hiding.hidden_from(actor)


def hide_from(actor: Actor, customers: Sequence[Customer]) -> None:
    """Empty, in these objects, what this actor may not see of a card: what comes through `visible_to` is whole."""
    hiding.hidden_from(actor).strip(customers)


def in_words(actor: Actor, rows: QuerySet[Customer], words: str) -> QuerySet[Customer]:
    """Those of these customers whom the words find, as far as this actor may know what they are found by."""
    return listing.in_words(rows, words, by_names=hiding.hidden_from(actor).keeps_from_search)


def list_customers(
    actor: Actor, *, wanted: listing.CustomerFilter, after: Cursor | None, limit: int
) -> KeyPage[Customer]:  # fmt: skip
    """Customers in the order of their numbers, each with all that its card keeps: a bounded number of queries."""
    rows = listing.chosen(visible_to(actor), wanted)
    if wanted.words:
        rows = in_words(actor, rows, wanted.words)
    page = page_of(listing.with_everything(rows), column="id", is_descending=False, after=after, limit=limit)
    hide_from(actor, page.rows)
    return page


def get_whole(actor: Actor, *, customer_id: int) -> Customer:
    """One customer with all that his card keeps."""
    customer = listing.with_everything(visible_to(actor)).get(pk=customer_id)
    hide_from(actor, [customer])
    return customer


def tags_of(customer_id: int) -> list[str]:
    return list(
        CustomerTag.objects.filter(customer_id=customer_id).order_by("tag__name").values_list("tag__name", flat=True)
    )


def dates_of(actor: Actor, *, customer_id: int) -> list[CustomerDate]:
    is_hidden = HideableFact.DATES in hiding.hidden_from(actor)
    return [] if is_hidden else list(CustomerDate.objects.filter(customer_id=customer_id))


def consents_in_force(customer_id: int) -> dict[tuple[str, str], ConsentEntry]:
    """By purpose and channel, the latest word: one query."""
    entries = ConsentEntry.objects.filter(customer_id=customer_id).order_by("recorded_at", "id")
    return {(entry.purpose, entry.channel): entry for entry in entries}


def may_contact(customer: Customer, channel: str, purpose: str) -> bool:
    """Whether we may speak to this customer this way about this: what he said last, else `rules.may_contact`."""
    return allows(consents_in_force(customer.pk).get((purpose, channel)), purpose=purpose)


def allows(word: ConsentEntry | None, *, purpose: str) -> bool:
    """What follows from the latest word about this purpose on one channel; None: nobody asked yet."""
    return rules.may_contact(is_given=word.is_given if word else None, purpose=purpose)


def relations_of(actor: Actor, *, customer_id: int) -> list[Relation]:
    """How the customer belongs to others, from both sides; only those this actor may see: one query."""
    visible = visible_to(actor)
    rows = Relation.objects.filter(
        Q(Exists(visible.filter(pk=OuterRef("other_id"))), customer_id=customer_id)
        | Q(Exists(visible.filter(pk=OuterRef("customer_id"))), other_id=customer_id)
    )
    return list(rows.select_related("customer", "other").order_by("kind", "id"))


def pinned_note_of(actor: Actor, *, customer_id: int) -> CustomerNote | None:
    return _notes(actor).filter(customer_id=customer_id, is_pinned=True).first()


def kinds_hidden_from(actor: Actor) -> tuple[str, ...]:
    """Kinds of events that tell of what this actor does not see."""
    return (NOTE_ADDED,) if HideableFact.NOTES in hiding.hidden_from(actor) else ()


def _notes(actor: Actor) -> QuerySet[CustomerNote]:
    is_hidden = HideableFact.NOTES in hiding.hidden_from(actor)
    return CustomerNote.objects.none() if is_hidden else CustomerNote.objects.all()


def files_of(customer_id: int) -> list[CustomerFile]:
    return list(CustomerFile.objects.filter(customer_id=customer_id).select_related("file"))


def get_file(actor: Actor, *, customer_id: int, file_id: int) -> CustomerFile:
    """A file of a card this actor may see. Raises CustomerFile.DoesNotExist."""
    rows = CustomerFile.objects.filter(customer__in=visible_to(actor), customer_id=customer_id)
    return rows.select_related("file").get(pk=file_id)


def contacts_of(actor: Actor, customer_ids: Collection[int]) -> dict[int, Contacts]:
    """Phones and e-mails of these customers that this actor may see, the preferred first: two queries."""
    return _contacts_of(customer_ids, hiding.hidden_from(actor))


def _contacts_of(customer_ids: Collection[int], hidden: hiding.Hidden) -> dict[int, Contacts]:
    phones: dict[int, list[str]] = defaultdict(list)
    emails: dict[int, list[str]] = defaultdict(list)
    points = ContactPoint.objects.filter(customer_id__in=customer_ids)
    for customer_id, kind, value in points.values_list("customer_id", "kind", "value"):
        if kind in (ContactKind.PHONE, ContactKind.EMAIL) and kind not in hidden.ways:
            (phones if kind == ContactKind.PHONE else emails)[customer_id].append(value)
    return {one: Contacts(phones=tuple(phones[one]), emails=tuple(emails[one])) for one in customer_ids}


def list_notes(actor: Actor, *, customer_id: int, limit: int) -> list[CustomerNote]:
    return list(_notes(actor).filter(customer_id=customer_id)[:limit])


def notes_by_ids(actor: Actor, note_ids: Collection[int]) -> dict[int, CustomerNote]:
    return _notes(actor).in_bulk(list(note_ids))


def each_person() -> Iterator[Person]:
    """Every customer with his contacts and keys, in batches: what a search index is made of."""
    last_id = 0
    while ids := list(Customer.objects.filter(pk__gt=last_id).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield from list_people(ids)
        last_id = ids[-1]


def list_people(customer_ids: Collection[int], *, hidden: hiding.Hidden = hiding.NOTHING) -> list[Person]:
    """These customers with their contacts, keys and the fields that are searched: four queries."""
    contacts = _contacts_of(customer_ids, hidden)
    keys: dict[int, list[str]] = defaultdict(list)
    for customer_id, key in CustomerKey.objects.filter(customer_id__in=customer_ids).values_list("customer_id", "key"):
        if hidden.shows_key(key):
            keys[customer_id].append(key)
    words = custom_fields.words_to_find(customer_ids)
    rows = Customer.objects.filter(pk__in=customer_ids).order_by("pk").values_list("pk", "name", "branch_id")
    return [
        Person(
            customer_id=customer_id, name=name, contacts=contacts[customer_id], keys=tuple(keys[customer_id]),
            branch_id=branch_id, words=words.get(customer_id, ()),
        )
        for customer_id, name, branch_id in rows
    ]  # fmt: skip


def manner_words() -> dict[str, str]:
    """Customer types by every word they are written with: the code, Russian, English; lower case."""
    words = {code: code for code in Manner.values}
    for language in ("ru", "en"):
        with translation.override(language):
            words |= {str(label).casefold(): code for code, label in Manner.choices}
    return words
