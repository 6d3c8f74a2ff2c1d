"""Duplicates over JSON: which cards look alike, and merging."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.errors import ValidationError
from pydantic import Field

from zabota.capabilities.customers import queries as customers
from zabota.capabilities.customers.contracts import UnknownReferenceError
from zabota.capabilities.customers.models import Customer
from zabota.capabilities.duplicates import queries, services
from zabota.capabilities.duplicates.contracts import MERGE_CUSTOMERS, MOST_CARDS, Merge
from zabota.capabilities.duplicates.wording import reasons_shown
from zabota.foundation.api.requests import REPEATABLE, once
from zabota.foundation.api.schemas import CleanText, Reference, StrictSchema
from zabota.foundation.identity.web.requests import actor_of
from zabota.foundation.listing.keyset import read_cursor

router = Router(tags=["customers"])


class PairsAsked(Schema):
    certain: bool = Field(False, description="Only pairs nobody needs to look at.")
    after: CleanText = Field("", max_length=200)
    limit: int = Field(100, ge=1, le=200)


class PairOut(Schema):
    """`reasons`: what speaks for one customer, and against, as codes: "phone", "name", "other_birthday"."""

    first_id: int
    second_id: int
    score: int = Field(description="From 0 to 100.")
    certain: bool
    reasons: list[str]


class PairsOut(Schema):
    pairs: list[PairOut]
    next: str | None


class MergeIn(StrictSchema):
    cards: list[Reference] = Field(min_length=1, max_length=MOST_CARDS - 1, description="Whose rows go to this card.")
    fields: dict[str, Reference] = Field(
        default_factory=dict,
        description='From which card a field is taken: `{"name": 17}`. Fields are those of a customer, `birthday` and '
        "`custom_7`; of a field not named the fullest value is taken, this card's before the others'.",
    )


class MergedOut(Schema):
    id: int
    change_id: int = Field(description="The change of the history that takes the merge back.")


@router.get("/duplicates", response=PairsOut, summary="Cards that look alike")
def list_pairs(request: HttpRequest, asked: Query[PairsAsked]) -> PairsOut:
    """The most alike first, page by page."""
    page = queries.list_pairs(
        actor_of(request), only_certain=asked.certain, after=read_cursor(asked.after), limit=asked.limit
    )  # fmt: skip
    hidden = customers.hidden_from(actor_of(request))
    pairs = [
        PairOut(first_id=one.first_id, second_id=one.second_id, score=one.score, certain=one.is_certain,
                reasons=reasons_shown(one, hidden))
        for one in page.rows
    ]  # fmt: skip
    return PairsOut(pairs=pairs, next=page.following.encode() if page.following else None)


@router.post(
    "/customers/{int:customer_id}/merge", response=MergedOut, summary="Merge cards into this one",
    openapi_extra=REPEATABLE,
)  # fmt: skip
def merge(request: HttpRequest, customer_id: Reference, told: MergeIn) -> tuple[int, dict[str, Any]]:
    """Everything the other cards have stands on this one; their numbers lead here. The history can take it back."""
    actor, now = actor_of(request), timezone.now()
    actor.require(MERGE_CUSTOMERS)
    losers = list(dict.fromkeys(told.cards))
    if customer_id in losers:
        words = "A card cannot be merged into itself."
        raise ValidationError([{"loc": ("body", "payload", "cards"), "msg": words, "type": "refused"}])

    def work() -> tuple[int, dict[str, Any]]:
        wanted = Merge(winner_id=customer_id, loser_ids=losers, choices=told.fields)
        try:
            done = services.merge_cards(actor, merge=wanted, now=now)
        except Customer.DoesNotExist as error:
            raise Http404 from error
        except UnknownReferenceError as error:
            words = f"There is no such field here: {error.value}."
            raise ValidationError([{"loc": ("body", "payload", "fields"), "msg": words, "type": "refused"}]) from error
        return 200, MergedOut(id=done.customer.pk, change_id=done.change_id).model_dump()

    return once(request, now=now, work=work)
