"""Where a message may go: to public addresses only, and to the very address that was checked.

A host is resolved once. Every address it has must be public, or inside a network the installation allows; the
connection then goes to that address, so a name that points elsewhere a moment later leads nowhere.
"""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext_lazy as _

from zabota.foundation.webhooks.contracts import EndpointRefusedError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

DEFAULT_PORTS = {"https": 443, "http": 80}
LOWEST_FREE_PORT = 8000
LONGEST_URL = 1_000
KEPT_IN_A_PATH = "/%:@!$&'()*+,;=~"
NAT64 = ip_network("64:ff9b::/96")
DISGUISED = tuple(
    ip_network(text) for text in ("::/96", "::ffff:0:0/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fec0::/10")
)
"""Addresses inside which another one is hidden, or which have gone out of use: nobody's public host has one."""


class NoHostError(Exception):
    """The name leads to no address."""


class PrivateAddressError(Exception):
    """One of the host's addresses is not public, nor allowed by the installation."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """An address people gave, taken apart; `host` as the network writes it (xn--…), `path` with its query."""

    scheme: str
    host: str
    port: int
    path: str


def read_url(url: str) -> Target:
    """Take an address apart. Raises EndpointRefusedError, in words, for what we never call."""
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
        host = _as_written_by_the_network(parts.hostname or "")
    except ValueError as error:
        raise _refused(_("This is no web address: give it like https://example.com/hook.")) from error
    if parts.scheme not in DEFAULT_PORTS or not host or len(url) > LONGEST_URL or _has_odd_characters(url):
        raise _refused(_("This is no web address: give it like https://example.com/hook."))
    if parts.username is not None or parts.password is not None:
        raise _refused(_("No name and password inside the address, please: the signature says that it is us."))
    if port not in DEFAULT_PORTS.values() and port < LOWEST_FREE_PORT:
        raise _refused(_("Only the ports 80, 443 and those from 8000 on can be called."))
    path = quote(parts.path or "/", safe=KEPT_IN_A_PATH)
    query = f"?{quote(parts.query, safe=KEPT_IN_A_PATH + '?')}" if parts.query else ""
    return Target(scheme=parts.scheme, host=host, port=port, path=path + query)


def reach(target: Target, *, allowed: Sequence[Network]) -> list[str]:
    """The addresses of the host that may be called now. Raises NoHostError, PrivateAddressError.

    Plain http is for the installation's own networks only.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoHostError(target.host) from error
    texts = list(dict.fromkeys(str(where[0]) for *_rest, where in found))
    if not texts:
        raise NoHostError(target.host)
    for text in texts:
        address = ip_address(text)
        is_ours = is_inside(address, allowed)
        if not is_ours and (target.scheme == "http" or not is_public(address)):
            raise PrivateAddressError(text)
    return texts


def require_reachable(url: str, *, allowed: Sequence[Network]) -> Target:
    """Check an address somebody gives; raises EndpointRefusedError in words."""
    target = read_url(url)
    if target.scheme == "http" and not allowed:
        raise _refused(_("Only https addresses: what is sent must not be read on its way."))
    try:
        reach(target, allowed=allowed)
    except NoHostError as error:
        raise _refused(_("There is no such host. Look for a slip in the address.")) from error
    except PrivateAddressError as error:
        if target.scheme == "http":
            raise _refused(_("Only https addresses: what is sent must not be read on its way.")) from error
        raise _refused(
            _("The host is not in the public internet. Whoever runs this installation can allow your own network.")
        ) from error
    return target


def is_inside(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks if network.version == address.version)


def is_public(address: Address) -> bool:
    """Whether anybody in the internet could be asked at this address."""
    if isinstance(address, IPv6Address):
        if address in NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        if address.scope_id or is_inside(address, DISGUISED):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _as_written_by_the_network(host: str) -> str:
    """`пример.рф` → `xn--e1afmkfd.xn--p1ai`; ValueError where that cannot be."""
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _has_odd_characters(url: str) -> bool:
    return any(character.isspace() or not character.isprintable() for character in url)


def _refused(words: object) -> EndpointRefusedError:
    return EndpointRefusedError(words, field="url")  # type: ignore[arg-type]
