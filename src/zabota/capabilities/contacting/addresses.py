"""The public address where a person says "no more": signed for one customer, one way and one purpose."""

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from zabota.capabilities.customers.models import Channel, Purpose

_LETTERS = {Purpose.SERVICE: "s", Purpose.MARKETING: "m", Purpose.SURVEYS: "q"}
_PURPOSES = {letter: purpose for purpose, letter in _LETTERS.items()}


class BadLinkError(ValueError):
    """The address was never given out."""


@dataclass(frozen=True, kw_only=True)
class Unsubscribing:
    customer_id: int
    purpose: Purpose
    channel: Channel


def _signer() -> Signer:
    return Signer(salt="contacting.unsubscribe", sep=".")


def token_of(customer_id: int, purpose: Purpose, channel: Channel = Channel.EMAIL) -> str:
    return _signer().sign(f"{customer_id}-{_LETTERS[purpose]}-{channel.value}")


def read_token(token: str) -> Unsubscribing:
    """Raises BadLinkError."""
    try:
        number, letter, channel = _signer().unsign(token).split("-")
        return Unsubscribing(customer_id=int(number), purpose=_PURPOSES[letter], channel=Channel(channel))
    except (BadSignature, ValueError, KeyError) as error:
        raise BadLinkError from error


def path_of(customer_id: int, purpose: Purpose, *, language: str) -> str:
    """The page speaks the language of the letter it stood in."""
    return f"{reverse('contacting:unsubscribe', args=[token_of(customer_id, purpose)])}?lang={language}"
