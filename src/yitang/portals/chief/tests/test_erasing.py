"""The page on which two people erase what the log says about somebody: what it shows, what it asks again, and that nothing typed is lost."""

from typing import Any

from tests.trials.people import staff

from yitang.platform.database.public import execute, row, rows
from yitang.processes.erasure.tests.factories import spoken_of
from yitang.registers.people.tests.factories import number

ASKED = {"number": number(), "ground": "consent", "reason": "本人书面申请"}


def test_one_asks_and_another_confirms_by_the_page(city: dict[str, Any]) -> None:
    spoken_of()
    reviewer, chief = staff(city, "r01"), staff(city, "chief")
    assert "还没有办过" in chief.get("/chief/erasures").content.decode()
    wrong = reviewer.form("/chief/erasures", {**ASKED, "ground": ""})
    text = wrong.content.decode()
    assert (wrong.status_code, "没有选法定理由" in text, f'value="{number()}"' in text, 'value="本人书面申请"' in text) == (422, True, True, True)
    assert reviewer.form("/chief/erasures", ASKED).status_code == 303
    text = reviewer.get("/chief/erasures").content.decode()
    assert "要由另一个人决定" in text
    assert "确认抹除，不能恢复" not in text
    assert (number() in text, "欧阳*试" in text) == (False, True)
    request = rows("SELECT id FROM erasure_request")[0]["id"]
    execute("UPDATE identity_session SET factor_at = factor_at - interval '1 hour'")
    asked_again = chief.form(f"/chief/erasures/{request}/confirm", {"reason": "当面核对过"})
    text = asked_again.content.decode()
    assert (asked_again.status_code, "fresh_code" in text, 'value="当面核对过"' in text) == (403, True, True)
    execute("UPDATE identity_session SET factor_at = now()")
    assert chief.form(f"/chief/erasures/{request}/confirm", {"reason": "当面核对过"}).status_code == 303
    assert row("SELECT state, keys FROM erasure_request") == {"state": "erased", "keys": 1}
    assert "已抹除" in chief.get("/chief/erasures").content.decode()
    late = chief.form(f"/chief/erasures/{request}/refuse", {"reason": "当面核对过"})
    assert (late.status_code, "已经有结果了" in late.content.decode()) == (409, True)


def test_a_way_that_is_none_is_not_there(city: dict[str, Any]) -> None:
    spoken_of()
    staff(city, "r01").form("/chief/erasures", ASKED)
    request = rows("SELECT id FROM erasure_request")[0]["id"]
    assert staff(city, "chief").form(f"/chief/erasures/{request}/forget", {"reason": "当面核对过"}).status_code == 404
