"""A photo of a paper, from the phone to the desk, over HTTP: taken, shown as a copy, removed; each refusal keeps what was chosen."""

import io
import re
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from PIL import Image
from tests.trials.people import Sender, staff

from yitang.platform.database.public import execute, row, rows
from yitang.platform.identity.middleware import cookie_name
from yitang.platform.identity.public import anonymous
from yitang.platform.uploads import operations
from yitang.platform.uploads.errors import UploadTooHard
from yitang.platform.uploads.tests.factories import paper, picture
from yitang.processes.cases.public import accept_case
from yitang.processes.cases.tests.test_case import FULL, RENEW
from yitang.processes.queue.public import call_next, issue_ticket, start_serving
from yitang.processes.queue.tests.test_queue import at, clerk

ONCE = re.compile(r'name="once" value="([^"]+)"')
TABLES = ("uploads_file", "uploads_page", "uploads_quota", "database_once")


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    """A phone whose case was accepted at window 3, the clerk there, and a clerk of another office."""
    token, phone = anonymous()
    issue_ticket(phone, city["hall"], (RENEW,), "phone")
    li = clerk(city, 3)
    call_next(li, at(li))
    start_serving(li, at(li))
    case = accept_case(li, RENEW, city["cast"]["renew"].number, FULL)
    return {"phone": Sender(token), "clerk": staff(city, "c03", 3), "case": case.id, "page": f"/case/{case.id}/papers", "city": city}


def send(desk: dict[str, Any], content: bytes | None, name: str = "体检.jpg", once: str = "", **more: Any) -> HttpResponse:
    """Post the form as a browser does."""
    fields: dict[str, Any] = {"material": "medical", "once": once or str(uuid4()), **more}
    if content is not None:
        fields["file"] = SimpleUploadedFile(name, content)
    answer: HttpResponse = desk["phone"].client.post(desk["page"], fields)
    return answer


def as_it_is() -> dict[str, Any]:
    return {table: rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES}


def only_file() -> str:
    found = row("SELECT id FROM uploads_file WHERE removed_at IS NULL")
    assert found
    return str(found["id"])


def test_a_photo_is_sent_seen_as_a_copy_on_both_sides_and_removed(desk: dict[str, Any]) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Synthetic Camera"
    sent = picture((300, 200), exif=exif)
    assert "传照片" in desk["phone"].get(f"/case/{desk['case']}").content.decode()
    answer = send(desk, sent, "../<b>体检</b>.html")
    assert (answer.status_code, answer["Location"]) == (303, desk["page"])
    upload = only_file()
    page = desk["phone"].get(desk["page"]).content.decode()
    assert "b&gt;.html" in page
    assert "<b>体检" not in page
    for sender, address in ((desk["phone"], f"{desk['page']}/{upload}/1"), (desk["clerk"], f"/window/case/{desk['case']}/papers/{upload}/1")):
        copy = sender.get(address)
        assert (copy.status_code, copy["Content-Type"], copy["X-Content-Type-Options"]) == (200, "image/jpeg", "nosniff")
        assert "sandbox" in copy["Content-Security-Policy"]
        assert copy["Cache-Control"] == "no-store"
        assert b"Synthetic" not in copy.content
        assert Image.open(io.BytesIO(copy.content)).size == (300, 200)
        assert sender.get(address[:-1] + "2").status_code == 404
    for shown in (f"/window/case/{desk['case']}", f"/window/review/{desk['case']}", "/window/"):
        assert f"/window/case/{desk['case']}/papers/{upload}/1" in desk["clerk"].get(shown).content.decode(), shown
    assert send(desk, paper(2), "证明.pdf").status_code == 303
    pages = re.findall(r'<img class="copy" src="([^"]+)"', desk["phone"].get(desk["page"]).content.decode())
    assert len(pages) == 3
    assert all(desk["phone"].get(address).content.startswith(b"\xff\xd8\xff") for address in pages)
    assert desk["phone"].form(f"{desk['page']}/{upload}/remove", {})["Location"] == desk["page"]
    assert desk["phone"].get(f"{desk['page']}/{upload}/1").status_code == 404
    assert upload not in desk["clerk"].get(f"/window/case/{desk['case']}").content.decode()


def test_the_original_leaves_as_an_attachment_of_no_type_to_staff_alone_and_the_log_knows(desk: dict[str, Any]) -> None:
    sent = picture() + b"<script>alert(1)</script>"
    send(desk, sent, "体检 x='.svg")
    address = f"/window/case/{desk['case']}/papers/{only_file()}/original"
    leads = desk["clerk"].get(address)
    assert (leads.status_code, leads.content) == (302, b""), "no original leaves by the host of the desks"
    link = leads["Location"].removeprefix(settings.YITANG_FILES_ORIGIN)
    answer = Sender().get(link)
    assert Sender().get(link).status_code == 404, "a link works once"
    assert answer.content == sent
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E4%BD%93%E6%A3%80%20x%3D%27.svg.jpg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert row("SELECT count(*) AS n FROM audit_row WHERE act = 'look' AND thing_kind = 'upload'") == {"n": 1}
    assert desk["phone"].get(address).status_code == 401
    for kind in ("cross-site", "same-site"):
        assert desk["clerk"].client.get(address, headers={"Sec-Fetch-Site": kind}).status_code == 404
        assert desk["clerk"].client.get(address.replace("original", "1"), headers={"Sec-Fetch-Site": kind}).status_code == 404


REFUSED = (
    (None, 422, "没有收到文件"), (b"", 422, "没有收到文件"), (b"GIF89a", 415, "这种文件不收"), (picture()[:-200], 422, "文件打不开"),
    (b"\xff\xd8\xff" + bytes(10 << 20), 413, "最大 10 MB"),
)  # fmt: skip


def test_a_refusal_keeps_the_choice_and_changes_nothing(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def died(*_: Any) -> bytes:
        raise UploadTooHard

    def refused(content: bytes | None, status: int, said: str) -> None:
        answer = send(desk, content, once=once)
        page = answer.content.decode()
        assert answer.status_code == status
        assert said in page
        assert re.search(r'value="medical" required checked', page)
        assert as_it_is() == before

    before, once = as_it_is(), str(uuid4())
    for content, status, said in REFUSED:
        refused(content, status, said)
    with monkeypatch.context() as dying:
        dying.setattr(operations, "decoded", died)
        refused(picture(), 422, "太费时间或内存")
    # The page's key was not used up: with it the right file is taken.
    assert send(desk, picture(), once=once).status_code == 303


def test_the_same_key_takes_the_same_file_once_and_no_other(desk: dict[str, Any]) -> None:
    once = str(uuid4())
    assert [send(desk, picture(), once=once).status_code for _ in range(2)] == [303, 303]
    assert row("SELECT count(*) AS n FROM uploads_file") == {"n": 1}
    other = send(desk, picture((9, 9)), once=once)
    assert other.status_code == 409
    assert row("SELECT count(*) AS n FROM uploads_file") == {"n": 1}


def test_nothing_is_decoded_for_who_may_not_send(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> bytes:
        raise AssertionError("decoded")

    monkeypatch.setattr(operations, "decoded", never)
    owner = desk["phone"]
    desk["phone"] = Sender(anonymous()[0])
    assert send(desk, picture()).status_code == 404
    desk["phone"] = Sender()
    assert send(desk, picture()).status_code == 401
    desk["phone"] = desk["clerk"]
    assert send(desk, picture()).status_code == 403
    desk["phone"] = owner
    assert send(desk, picture(), material="contract").status_code == 422
    execute("UPDATE cases_case SET state = 'reviewed'")
    answer = send(desk, picture())
    assert answer.status_code == 409
    assert "已审核" in answer.content.decode()


def test_a_body_above_the_machine_s_bound_is_not_read_and_other_forms_stay_small(desk: dict[str, Any]) -> None:
    read: list[int] = []

    class Counting(io.BytesIO):
        def read(self, *most: Any) -> bytes:
            found = super().read(*most)
            read.append(len(found))
            return found

    huge = Counting(bytes(50 << 20))
    answer = desk["phone"].client.generic("POST", desk["page"], b"", "multipart/form-data; boundary=x", **{"CONTENT_LENGTH": str(50 << 20), "wsgi.input": huge})
    assert answer.status_code == 413
    assert sum(read) == 0
    fields = {"once": str(uuid4()), "grade": SimpleUploadedFile("x", bytes(2 << 20))}
    assert desk["phone"].client.post("/me/sign-in", fields).status_code == 413


def test_a_device_sends_no_form_with_a_file(desk: dict[str, Any]) -> None:
    headers = {"X-Yitang-Device": str(uuid4()), "X-Yitang-Time": "1", "X-Yitang-Nonce": "n", "X-Yitang-Signature": "AAAA"}
    answer = desk["phone"].client.post(desk["page"], {"material": "medical", "file": SimpleUploadedFile("x.jpg", picture())}, headers=headers)
    assert answer.status_code == 401
    assert desk["phone"].client.cookies[cookie_name()].value
    assert row("SELECT count(*) AS n FROM uploads_file") == {"n": 0}
