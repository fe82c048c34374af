"""``PORTALS=`` chooses what a process serves (B1): where the street comes in, no address of the staff exists, and the other way round."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from click.testing import CliRunner

from yitang.config.cli import main
from yitang.config.seats import PortalUnknown, built, chosen

LOOK = """
import json, sys
import django
django.setup()
from django.test import Client
from django.urls import get_resolver

def walk(patterns, prefix=""):
    for one in patterns:
        path = prefix + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from walk(one.url_patterns, path)
        else:
            yield path

asked = {path: Client(SERVER_NAME="localhost").get(path) for path in sys.argv[1:]}
print(json.dumps({
    "addresses": sorted(walk(get_resolver().url_patterns)),
    "answers": {path: [answer.status_code, answer.content.decode()] for path, answer in asked.items()},
}))
"""
STAFF = (
    "sign-in", "sign-out", "me", "lock", "unlock", "pressed", "enrol/", "window/", "guide/", "chief/", "admin/", "api/v1/sessions/staff",
    "api/v1/sessions/fresh", "api/v1/windows/",
)  # fmt: skip
CITIZENS = ("t/", "v/", "r/", "b/", "pay/", "me/sign-in", "api/v1/sessions/phone", "api/v1/payments/")


def process(portals: str, *paths: str) -> Any:
    """What a process with these portals serves, and what it answers to nobody at these addresses."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK, *paths], env={**os.environ, "PORTALS": portals, "DJANGO_SETTINGS_MODULE": "yitang.config.settings", "PYTHONPATH": "src"},
        text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def of(addresses: list[str], these: tuple[str, ...]) -> list[str]:
    """Which addresses are one of these, or lie below one that ends in a slash."""
    return [one for one in addresses if any(one == this or (this.endswith("/") and one.startswith(this)) for this in these)]


def test_street_and_office_have_each_their_own_addresses_and_together_all(city: dict[str, Any]) -> None:
    street = process("phone", "/", "/window/", "/sign-in", "/api/v1/windows/0/call", "/hall/", "/kiosk/")
    assert of(street["addresses"], STAFF) == []
    assert of(street["addresses"], CITIZENS)
    assert street["answers"]["/"][0] == 200
    for path in ("/window/", "/sign-in", "/hall/", "/kiosk/"):
        status, page = street["answers"][path]
        assert (status, "没有这个页面" in page, 'href="/"' in page) == (404, True, True), path
    assert street["answers"]["/api/v1/windows/0/call"][0] == 404

    inside = process("window, guide,chief,admin,kiosk,hall,files", "/", "/sign-in", "/window/")
    assert of(inside["addresses"], CITIZENS) == []
    assert of(inside["addresses"], STAFF)
    status, page = inside["answers"]["/"]
    assert (status, 'href="/sign-in"' in page) == (404, True), "who is nobody here begins by signing in"
    status, page = inside["answers"]["/sign-in"]
    assert (status, "群众首页" in page) == (200, False)
    assert inside["answers"]["/window/"][0] == 401
    apart = process("admin", "/admin/", "/sign-in", "/enrol/x", "/window/", "/chief/devices")
    assert [status for status, _ in apart["answers"].values()] == [401, 200, 404, 404, 404], "administration on a host of its own (ASVS 8.4.2)"
    assert of(apart["addresses"], ("window/", "guide/", "chief/", "kiosk/", "hall/", "files/", *CITIZENS)) == []
    assert {*street["addresses"], *inside["addresses"]} == set(process("")["addresses"])


@pytest.mark.parametrize("said", ["windows", "phone,staff", "frame"])
def test_a_portal_that_does_not_exist_is_refused_by_its_name(said: str) -> None:
    with pytest.raises(PortalUnknown, match="PORTALS 里没有这样的门户") as refusal:
        chosen(said)
    assert said.rpartition(",")[2] in str(refusal.value)
    told = CliRunner().invoke(main, ["check"], env={"PORTALS": said})
    assert (told.exit_code, len(told.output.splitlines())) == (1, 1), "one line, and nothing is looked at"
    assert str(refusal.value) in told.output
    assert chosen("") == built()
    assert chosen(" phone ,") == ("phone",)
