"""Whose key is this, and what may it do."""

from django.http import HttpRequest
from ninja import Router, Schema

from zabota.foundation.api.schemas import Problem
from zabota.foundation.identity import queries
from zabota.foundation.identity.contracts import declared_permissions
from zabota.surfaces.api.auth import actor_of

router = Router(tags=["me"])


class CompanyOut(Schema):
    name: str
    currency: str
    time_zone: str


class MeOut(Schema):
    name: str
    role: str
    rights: list[str]
    company: CompanyOut


@router.get("/me", response={200: MeOut, 401: Problem, 429: Problem}, summary="The key that is calling")
def get_me(request: HttpRequest) -> MeOut:
    """The name, role and rights of the key, and the company it works for."""
    actor = actor_of(request)
    company = queries.get_company()
    return MeOut(
        name=actor.name,
        role=str(actor.role),
        rights=[right.code for right in declared_permissions() if actor.may(right.code)],
        company=CompanyOut(name=company.name, currency=company.currency, time_zone=company.time_zone),
    )
