"""Which addresses may be asked: http or https, and no machine of the inside network, whatever name it goes by."""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from flows.core.errors import TarikhError

LONGEST = 2_000
Lookup = Callable[..., Sequence[tuple[Any, Any, Any, Any, Any]]]
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class FetchError(TarikhError):
    """An address that was not fetched; the message says why."""


@dataclass(frozen=True, slots=True)
class Checked:
    """An address that may be asked.

    Attributes:
        url: The address.
        ips: The machines behind its name, each of them checked: only these are connected to, so that a name that is
            looked up again and answers otherwise gains nothing.
    """

    url: httpx.URL
    ips: tuple[str, ...]

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{self.url.scheme}://{self.url.netloc.decode('ascii')}"


def check(address: str, private: bool = False, lookup: Lookup = socket.getaddrinfo) -> Checked:
    """Check an address and look its name up.

    Args:
        address: The address.
        private: Whether machines of the inside network (loopback, private, link-local) may be asked.
        lookup: As `socket.getaddrinfo`.

    Raises:
        FetchError: It may not be asked, or its name is unknown.
    """
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError, TypeError):
        raise FetchError(f"{address[:200]!a}: no address") from None
    if url.scheme not in ("http", "https") or not url.host or len(address) > LONGEST or (url.port or 80) > 65_535:
        raise FetchError(f"{address[:200]!a}: only http and https addresses are fetched")
    if url.userinfo:
        raise FetchError(f"{url.host}: an address with a name and password in it is not fetched")
    try:
        found = lookup(url.host, url.port or {"http": 80, "https": 443}[url.scheme], type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{url.host}: no such host ({error})") from None
    ips = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not ips:
        raise FetchError(f"{url.host}: no such host")
    for ip in ips:
        if not private and not is_public(ip):
            raise FetchError(f"{url.host}: {ip} is no public address: --private allows it")
    return Checked(url, ips)


def is_public(ip: str) -> bool:
    """Whether an IP address belongs to the open network; one wrapped in another (mapped, 6to4, NAT64) counts as itself."""
    try:
        parsed = ipaddress.ip_address(ip.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo or (None, None))[1]
        if inner is None and parsed in _NAT64:
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved and not parsed.is_unspecified
