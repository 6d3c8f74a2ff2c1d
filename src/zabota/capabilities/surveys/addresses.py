"""Public addresses: a personal one is signed with its purpose, so that nothing secret is kept and nobody guesses it."""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from zabota.capabilities.surveys.contracts import BadLinkError

SEPARATOR = "."


def token_of(invitation_id: int) -> str:
    return _sign("invitation", invitation_id)


def invitation_of(token: str) -> int:
    """Raises BadLinkError."""
    return _open("invitation", token)


def token_of_response(response_id: int) -> str:
    """For whoever is answering without a name: it leads back to his own answer and nowhere else."""
    return _sign("response", response_id)


def response_of(token: str) -> int:
    return _open("response", token)


def path_of(invitation_id: int) -> str:
    return reverse("surveys:personal", args=[token_of(invitation_id)])


def _sign(purpose: str, number: int) -> str:
    return Signer(salt=f"surveys.{purpose}", sep=SEPARATOR).sign(str(number))


def _open(purpose: str, token: str) -> int:
    try:
        number = Signer(salt=f"surveys.{purpose}", sep=SEPARATOR).unsign(token)
        return int(number)
    except (BadSignature, ValueError) as error:
        raise BadLinkError("This address leads nowhere.") from error
