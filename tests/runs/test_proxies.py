"""Where a request comes from is told by listed proxies alone; a made-up header changes neither the address of limits nor that of the log."""

import ipaddress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yitang.config.proxies import Proxied, ProxyUnknown, listed, who_asks

OURS = listed("10.0.0.5, 10.1.0.0/16 fd00::/8")


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # nobody of ours said it
        ("10.0.0.5", "", "10.0.0.5"),
        ("10.0.0.5", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.5", "1.1.1.1, 198.51.100.1", "198.51.100.1"),  # the left one was made up by the one on the right
        ("10.0.0.5", "1.1.1.1, 198.51.100.1, 10.1.2.3", "198.51.100.1"),  # two proxies, one behind the other
        ("10.0.0.5", "10.1.2.3, 10.1.9.9", "10.1.2.3"),
        ("10.0.0.5", "1.1.1.1, <script>, 10.1.2.3", "10.1.2.3"),
        ("10.0.0.5", "unknown", "10.0.0.5"),
        ("::ffff:10.0.0.5", "::ffff:198.51.100.1", "198.51.100.1"),
        ("fd00::1", "2001:DB8::1", "2001:db8::1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_rightmost_address_that_is_no_proxy_of_ours(peer: str, forwarded: str, found: str) -> None:
    assert who_asks(peer, forwarded, OURS) == found


@given(st.text(max_size=60), st.ip_addresses())
def test_whatever_is_put_before_it_the_address_that_our_proxy_saw_is_found(made_up: str, true: Any) -> None:
    seen = getattr(true, "ipv4_mapped", None) or true
    if not any(seen in one for one in OURS):
        assert who_asks("10.0.0.5", f"{made_up},{true}", OURS) == str(ipaddress.ip_address(seen))


def test_an_application_sees_address_and_scheme_of_who_asked_and_no_header() -> None:
    seen: list[dict[str, Any]] = []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.append(environ)
        return []

    said = {
        "HTTP_X_FORWARDED_FOR": "198.51.100.1", "HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_FORWARDED": "for=1.1.1.1",
        "wsgi.url_scheme": "http",
    }  # fmt: skip
    for peer in ("10.0.0.5", "203.0.113.9"):
        Proxied(application, OURS)({**said, "REMOTE_ADDR": peer}, None)
    assert seen == [{"REMOTE_ADDR": "198.51.100.1", "wsgi.url_scheme": "https"}, {"REMOTE_ADDR": "203.0.113.9", "wsgi.url_scheme": "http"}]


def test_a_setting_that_is_neither_address_nor_network_stops_the_start_by_name() -> None:
    assert listed("") == ()
    with pytest.raises(ProxyUnknown, match=r"proxy\.local is neither an address nor a network"):
        listed("10.0.0.5 proxy.local")
    with pytest.raises(ProxyUnknown):
        listed("10.0.0.5/8")


def test_the_pages_are_served_behind_it() -> None:
    from yitang.config.wsgi import application

    assert isinstance(application, Proxied)
