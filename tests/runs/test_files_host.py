"""A host of its own for originals (X20, X21): one process gives the link and no original, the other the original and nothing else."""

import json
import os
import subprocess
import sys
from typing import Any

from tests.runs.test_portals import process
from yitang.platform.database.public import row
from yitang.platform.identity.public import alive
from yitang.platform.identity.sessions import begin
from yitang.platform.uploads.public import Belongs
from yitang.platform.uploads.tests.factories import kept
from yitang.processes.payments.tests.factories import unpaid

FILES = "http://files.office.example:8000"
# One request with somebody's cookie, and what comes back with which headers.
ASK = """
import json, sys
import django
django.setup()
from django.test import Client
client = Client(SERVER_NAME=sys.argv[1])
if sys.argv[3]:
    client.cookies["yitang_session"] = sys.argv[3]
answer = client.get(sys.argv[2])
print(json.dumps([answer.status_code, dict(answer.headers), answer.content.decode("latin-1")]))
"""


def asked(portals: str, host: str, path: str, cookie: str = "") -> Any:
    """What a process with these portals answers."""
    said = {**os.environ, "PORTALS": portals, "YITANG_FILES_ORIGIN": FILES, "DJANGO_SETTINGS_MODULE": "yitang.config.settings", "PYTHONPATH": "src"}
    done = subprocess.run([sys.executable, "-c", ASK, host, path, cookie], env=said, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_desk_gives_a_link_and_the_files_host_the_original_once(city: dict[str, Any]) -> None:
    desk = unpaid(city)
    upload = kept(desk["phone"], Belongs(desk["case"], city["office"], "medical"), "体检.html", b"\xff\xd8\xff<script>alert(1)</script>")
    account = row("SELECT a.id, p.id AS post FROM identity_account a JOIN identity_post p ON p.account_id = a.id WHERE a.login = 'chief'")
    assert account
    cookie, session = begin("two_factor", account["id"], account["post"], None, city["hall"])
    path = f"/window/case/{desk['case']}/papers/{upload}/original"
    status, headers, body = asked("window,chief", "localhost", path, cookie)
    assert (status, body) == (302, ""), "no byte of it leaves by the host of the desks"
    assert headers["Location"].startswith(f"{FILES}/files/")
    assert alive(session)
    link = headers["Location"].removeprefix(FILES)
    assert asked("window,chief", "localhost", link, cookie)[0] == 404, "the desks' host has no such page, and leaves the link as it is"
    status, headers, body = asked("files", "files.office.example", link)
    assert (status, body) == (200, "\xff\xd8\xff<script>alert(1)</script>")
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert asked("files", "files.office.example", link)[0] == 404, "it works once"


def test_nothing_else_is_served_where_strangers_bytes_come_from(city: dict[str, Any]) -> None:
    alone = process("files", "/", "/sign-in", "/window/", "/api/v1/openapi.json", "/files/x")
    assert alone["addresses"] == ["files/<str:token>"]
    assert [status for status, _ in alone["answers"].values()] == [404] * 5
    assert "下载链接已经失效" in alone["answers"]["/files/x"][1]
