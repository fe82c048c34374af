"""登记更正 over its page: asked at the window, confirmed by the head of the office, kept in sight of both."""

from typing import Any

from tests.trials.people import staff

from yitang.config.demo.vehicles import MAKES, cars
from yitang.platform.database.public import row


def test_asked_at_the_window_and_confirmed_by_another(city: dict[str, Any]) -> None:
    console, head = staff(city, "c03", 3), staff(city, "chief")
    car = cars()["mortgage"]
    page = console.get("/window/corrections").content.decode()
    assert "申请更正" in page
    assert "没有等确认的更正" in page
    said = {"do": "ask", "number": car.plate, "kind": "make", "after": "演示牌 YT-7200", "why": "合格证上是 7200"}
    refused = console.form("/window/corrections", {**said, "kind": "scrap", "after": "明年"})
    assert refused.status_code == 422
    assert "合格证上是 7200" in refused.content.decode(), "what was typed stays"
    assert console.form("/window/corrections", said).status_code == 303
    page = console.get("/window/corrections").content.decode()
    assert MAKES[0] in page
    assert "演示牌 YT-7200" in page
    assert 'value="correct"' not in page, "who asked does not decide"
    assert "申请更正 <span" not in head.get("/window/corrections").content.decode()
    kept = row("SELECT id FROM cases_correction")
    assert kept
    decision = {"do": "correct", "correction": str(kept["id"]), "said": "看过合格证"}
    assert console.form("/window/corrections", decision).status_code == 403
    assert head.form("/window/corrections", {**decision, "said": ""}).status_code == 422
    assert head.form("/window/corrections", decision).status_code == 303
    page = console.get("/window/corrections").content.decode()
    assert "已更正" in page
    assert "随登记系统转入" in page, "counted for who made the entry"
    assert head.form("/window/corrections", {"do": "nothing"}).status_code == 404
    twice = head.form("/window/corrections", decision)
    assert twice.status_code == 409
