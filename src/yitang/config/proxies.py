"""Whose word is taken for where a request comes from (ASVS 4.1.3, 15.3.4): that of the proxies that an office has listed, and of nobody else.

Counts of tries, limits and the log rest on the address. Without a proxy it is the other end of the connection. Behind one that end is the proxy, and who asked
stands in ``X-Forwarded-For``, to which each proxy adds, on the right, whom it was asked by: so the right-most address that is no proxy of ours is the
one that a proxy of ours has seen; what stands to its left may have been made up by whoever asked.
"""

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Start = Callable[..., Any]


class ProxyUnknown(ValueError):
    """``YITANG_PROXIES`` holds what is neither an address nor a network."""


def listed(said: str) -> tuple[Network, ...]:
    """The networks of our proxies, from addresses and networks with blanks or commas between.

    Raises: ProxyUnknown.
    """
    found = []
    for one in said.replace(",", " ").split():
        try:
            found.append(ipaddress.ip_network(one))
        except ValueError as fault:
            raise ProxyUnknown(f"YITANG_PROXIES 里的 {one} 不是地址或网段 / in YITANG_PROXIES {one} is neither an address nor a network") from fault
    return tuple(found)


def address_of(text: str) -> str:
    """An address in its one form, an IPv4 address that came inside an IPv6 one as itself; nothing for what is no address."""
    try:
        found = ipaddress.ip_address(text.strip())
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)


def is_ours(address: str, proxies: Iterable[Network]) -> bool:
    """Whether an address is one of our proxies'."""
    return bool(address) and any(ipaddress.ip_address(address) in one for one in proxies)


def who_asks(peer: str, forwarded: str, proxies: tuple[Network, ...]) -> str:
    """The address that limits and log may use. ``peer``: the other end of the connection; ``forwarded``: the header, however long.

    What is no address ends the way back: the last proxy of ours that stood to its right is named then.
    """
    found = address_of(peer) or peer
    if not is_ours(address_of(peer), proxies):
        return found
    for said in reversed(forwarded.split(",")):
        address = address_of(said)
        if not address:
            break
        found = address
        if not is_ours(address, proxies):
            break
    return found


class Proxied:
    """A WSGI application that sees who asked: address and scheme are set from listed proxies alone, and the headers go no further."""

    def __init__(self, application: Start, proxies: tuple[Network, ...]) -> None:
        self._application, self._proxies = application, proxies

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer one request."""
        peer = environ.get("REMOTE_ADDR", "")
        forwarded, scheme = environ.pop("HTTP_X_FORWARDED_FOR", ""), environ.pop("HTTP_X_FORWARDED_PROTO", "")
        for name in ("HTTP_FORWARDED", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP"):
            environ.pop(name, None)
        environ["REMOTE_ADDR"] = who_asks(peer, forwarded, self._proxies)
        if scheme in ("http", "https") and is_ours(address_of(peer), self._proxies):
            environ["wsgi.url_scheme"] = scheme
        answer: Iterable[bytes] = self._application(environ, start_response)
        return answer
