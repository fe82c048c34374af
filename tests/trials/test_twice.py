"""Double click, back button, second tab: the same form sent again has one effect and one answer; a whole service over plain forms."""

import threading
from typing import Any
from uuid import uuid4

from django.db import connection

from tests.trials.people import Sender, paired, phone, staff
from yitang.platform.audit.public import run_sealer, verify_installation
from yitang.platform.database.public import row


def number(what: str) -> int:
    found = row(f"SELECT count(*) AS n FROM {what}")
    return int(found["n"]) if found else -1


def test_the_same_form_twice_is_one_number_and_the_same_answer(city: dict[str, Any]) -> None:
    sender, key = phone(), str(uuid4())
    fields = {"hall": str(city["hall"]), "language": "zh", "once": key}
    first, second = (sender.form("/b/DRV-RENEW/ticket", fields) for _ in range(2))
    assert (first.status_code, first.headers["Location"]) == (second.status_code, second.headers["Location"])
    assert first.status_code == 303
    assert number("queue_ticket") == 1
    other = sender.form("/b/DRV-RENEW/ticket", {**fields, "language": "en"})
    assert other.status_code == 409
    assert "key_used_for_something_else" in other.content.decode()
    assert sender.form("/b/DRV-RENEW/ticket", {**fields, "once": "x"}).status_code == 422
    stranger = phone().form("/b/DRV-RENEW/ticket", fields)
    assert stranger.status_code == 303, "another phone's key is another key"
    assert number("queue_ticket") == 2


def test_a_refused_form_may_be_sent_again_with_its_key(city: dict[str, Any]) -> None:
    sender, key = phone(), str(uuid4())
    assert sender.form("/b/DRV-RENEW/ticket", {"hall": "nothing", "once": key}).status_code == 422
    assert sender.form("/b/DRV-RENEW/ticket", {"hall": str(city["hall"]), "once": key}).status_code == 303


def test_one_key_from_six_tabs_at_once_is_one_number(city: dict[str, Any]) -> None:
    from yitang.platform.database.tests.races import together
    from yitang.platform.identity.middleware import cookie_name
    from yitang.platform.identity.public import anonymous

    token, key = anonymous()[0], str(uuid4())

    def tab(_: int) -> str:
        sender = Sender(token)
        assert sender.client.cookies[cookie_name()].value == token
        return str(sender.form("/b/DRV-RENEW/ticket", {"hall": str(city["hall"]), "once": key}).headers.get("Location"))

    found = together(6, tab)
    assert len(set(found)) == 1, found
    assert number("queue_ticket") == 1


def test_a_service_over_plain_forms_from_call_to_finish(city: dict[str, Any]) -> None:
    """What the browser's trip does with keys, without a browser: every button of the console once, and once too often."""
    sender, clerk = phone(), staff(city, "c03", 3)
    sender.form("/b/DRV-RENEW/ticket", {"hall": str(city["hall"])})

    def press(path: str, **fields: str) -> int:
        return int(clerk.form(f"/window/{path}", fields).status_code)

    person = city["cast"]["renew"].number
    seen = {"number": person, "identity": "yes", "medical_on": "2026-11-20"}
    assert press("act/open") == press("act/call") == press("act/recall") == 303
    assert press("act/call") == 409, "somebody is there"
    assert press("check", **seen) == 409, "not yet being served"
    assert press("act/start") == 303
    checked = clerk.form("/window/check", {**seen, "do": "check"})
    assert checked.status_code == 200
    assert "材料齐" in checked.content.decode()
    assert person not in checked.content.decode().replace(f'value="{person}"', ""), "the full number stands only where it was typed"
    missing = clerk.form("/window/check", {**seen, "medical_on": "", "do": "accept"})
    assert missing.status_code == 422
    assert "身体条件证明" in missing.content.decode()
    assert press("check", **{**seen, "medical_on": "2027-01-01", "do": "accept"}) == 422, "a certificate of the future is none"
    assert press("check", **{**seen, "medical_on": "", "do": "notice"}) == 303
    assert press("check", **seen, do="accept") == 303
    case = row("SELECT id FROM cases_case")
    assert case
    at = f"case/{case['id']}"
    assert press(f"{at}/cash", counted="10.00") == 303, "cash may come before the review"
    assert press(f"{at}/cash", counted="10") == 409
    assert press(f"{at}/issue") == 409
    assert press(f"{at}/review") == 303
    assert press(f"{at}/nothing") == 404
    assert press(f"{at}/issue") == 303
    assert press(f"{at}/issue") == 409
    page = clerk.get(f"/window/{at}")
    assert page.status_code == 200
    assert "已归档" in page.content.decode()
    assert press("act/finish") == 303
    assert press("act/finish") == 409
    assert press("act/pause") == press("act/open") == press("act/close") == 303
    assert clerk.get("/me").status_code == 200
    assert (number("cases_document"), number("payments_payment"), number("cases_notice")) == (1, 1, 1)


def test_a_display_says_that_it_showed_and_played_and_only_the_first_counts(city: dict[str, Any]) -> None:
    clerk, display = staff(city, "c03", 3), paired(city, "display")
    paired(city, "kiosk").form("/kiosk/take/DRV-RENEW", {})
    clerk.form("/window/act/call", {})
    call = row("SELECT id, hall_id FROM queue_call")
    assert call
    path = f"/api/v1/calls/{call['id']}/acknowledgement"
    for body in (b'{"shown": true, "played": false}', b'{"shown": true, "played": true}', b'{"shown": false, "played": false}'):
        assert display.send("POST", path, body, "application/json").status_code == 200
    kept = row("SELECT shown_at, played_at FROM queue_call")
    assert kept
    assert kept["shown_at"] < kept["played_at"]
    refused = paired(city, "kiosk").send("POST", path, b'{"shown": true, "played": true}', "application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "post_may_not")
    nothing = display.send("POST", f"/api/v1/calls/{uuid4()}/acknowledgement", b'{"shown": true, "played": true}', "application/json")
    assert nothing.status_code == 404


def test_the_sealer_seals_what_came_and_goes_on_after_a_fault(city: dict[str, Any], tmp_path: Any, monkeypatch: Any) -> None:
    import time

    from django.conf import settings

    from yitang.platform.audit import sealing

    monkeypatch.setattr(settings, "YITANG_WITNESS", tmp_path)
    phone().form("/b/DRV-RENEW/ticket", {"hall": str(city["hall"])})
    real, calls = sealing.seal_once, []

    def first_fails(*args: Any) -> int:
        calls.append(1)
        if len(calls) == 1:
            raise OSError("the witness is away")
        return real(*args)

    monkeypatch.setattr(sealing, "seal_once", first_fails)
    stop = threading.Event()

    def run() -> None:
        run_sealer(stop)
        connection.close()

    sealer = threading.Thread(target=run)
    sealer.start()
    until = time.monotonic() + 20
    while verify_installation().unsealed and time.monotonic() < until:
        time.sleep(0.2)
    stop.set()
    sealer.join(10)
    report = verify_installation()
    assert (report.unsealed, report.good) == (0, True), report.words()
    assert len(calls) > 1
