"""Where the product listens, and what to tell the person about it."""

import ipaddress

from zabota.cli.language import _

EVERYWHERE = {"", "0.0.0.0", "::"}  # noqa: S104 - compared, not bound


def is_reachable_from_outside(host: str) -> bool:
    """Whether others than this computer can come to this address."""
    if host == "localhost":
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return True


def shown_address(host: str, port: int) -> str:
    """The address to type into a browser on this computer."""
    name = "localhost" if host in EVERYWHERE or host == "127.0.0.1" else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}"


def tell_how_to_begin(address: str) -> None:
    """On an empty installation: the link to its first page, with the code that a reachable address asks for."""
    from django.db import DatabaseError

    from zabota.cli.terminal import say
    from zabota.foundation.identity import queries
    from zabota.foundation.identity.set_up_code import set_up_path

    try:
        is_empty = queries.find_company() is None
    except DatabaseError:
        return  # no tables yet, or no database: whoever serves the pages says so
    if is_empty:
        say(_("Set up your company here: %s") % (address + set_up_path()))
