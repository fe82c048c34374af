"""Step-up: what weighs much asks for a second factor that is fresh (ASVS 7.5.3), and each step of the code counts once, wherever it is used."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pyotp
import pytest

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import execute, row, rows, transaction
from yitang.platform.database.tests.races import Meeting, together, until_others_wait
from yitang.platform.identity import stepping
from yitang.platform.identity.freshness import must_be_fresh
from yitang.platform.identity.public import (
    FactorWrong,
    FreshFactorNeeded,
    PostMayNot,
    SignInFailed,
    SignInNeeded,
    TooManyTries,
    access_table,
    anonymous,
    end,
    proved,
    seems_fresh,
    sign_in,
    step_up,
    viewer_of,
)
from yitang.platform.identity.sessions import begin
from yitang.platform.keys.public import unwrap
from yitang.platform.policy.public import forget, value

HERE = "10.0.0.1"


def new_code(login: str = "c03") -> str:
    """A code that was not used, good for half a minute at least: the step before counts too here, so that no test waits for a step to begin."""
    execute("UPDATE policy_value SET value = '1' WHERE name = 'sign_in.totp_steps_back'")
    forget()
    account = row("UPDATE identity_account SET totp_step = 0 WHERE login = %s RETURNING id, totp_cipher", [login])
    assert account
    seed = unwrap(account["totp_cipher"], f"identity_account:totp_cipher:{account['id']}")
    return pyotp.TOTP(seed.decode()).at(clock.real_now())


def opened(login: str, window_id: UUID | None = None) -> tuple[str, Viewer]:
    """A session as signing in opens it. Returns: the cookie and who holds it."""
    found = row("SELECT a.id, p.id AS post, p.hall_id FROM identity_account a JOIN identity_post p ON p.account_id = a.id WHERE a.login = %s", [login])
    assert found
    token, _ = begin("two_factor", found["id"], found["post"], None, found["hall_id"], window_id)
    viewer = viewer_of(token)
    assert viewer
    return token, viewer


def entered(login: str = "c03") -> Viewer:
    """Somebody who is signed in."""
    return opened(login)[1]


def made_stale(viewer: Viewer) -> None:
    """The factor of this session is a second older than it may be."""
    execute("UPDATE identity_session SET factor_at = factor_at - %s::interval WHERE id = %s", [f"{value('session.fresh_factor_s') + 1} s", viewer.session_id])


def session_row(viewer: Viewer) -> Any:
    return row("SELECT * FROM identity_session WHERE id = %s", [viewer.session_id])


def test_the_acts_that_need_a_fresh_factor_are_said_by_their_rules() -> None:
    assert {rule.act for rule in access_table() if rule.fresh} == {
        "cases.issue", "people.unmask", "identity.ask_grant", "identity.confirm_grant", "identity.refuse_grant", "identity.start_reset",
        "identity.ask_reset", "identity.confirm_reset", "changes.confirm_policy", "offices.confirm_change",
        "cases.decide_refund", "payments.accept_till", "payments.correct_till", "payments.pay_out", "payments.turn_into_cash",
        "exports.ask", "exports.approve", "exports.take", "requests.answer", "requests.copy", "requests.correct", "erasure.confirm",
        "custody.confirm_restore", "keys.ask_change", "keys.confirm_change", "outages.start_paper_mode", "papers.revoke",
    }  # fmt: skip
    # By no way around; but who fetches the copy of what is held of himself has come by a code to his own phone.
    both = {rule.act for rule in access_table() if rule.fresh} & {rule.act for rule in access_table() if not rule.fresh}
    assert both == {"requests.copy"}
    assert {rule.posts for rule in access_table() if rule.act == "requests.copy" and not rule.fresh} == {("citizen",)}


def test_signing_in_is_fresh_for_five_minutes_and_a_code_makes_it_fresh_again(city: dict[str, Any]) -> None:
    li = entered()
    must_be_fresh(li)
    assert seems_fresh(li)
    made_stale(li)
    with pytest.raises(FreshFactorNeeded) as refusal:
        must_be_fresh(li)
    assert "5 分钟" in refusal.value.zh_text
    assert "/api/v1/sessions/fresh" in refusal.value.cure_zh_text
    step_up(li, new_code(), HERE)
    must_be_fresh(li)
    assert rows("SELECT act, account, thing_id FROM audit_row WHERE act = 'identity.step_up'") == [
        {"act": "identity.step_up", "account": li.account_id, "thing_id": str(li.session_id)}
    ]


def test_who_comes_without_a_live_session_has_proved_nothing(city: dict[str, Any]) -> None:
    with pytest.raises(SignInNeeded):
        must_be_fresh(Viewer(post="clerk", level="two_factor"))
    li = entered()
    assert li.session_id
    end(li.session_id, "signed_out")
    with pytest.raises(SignInNeeded):
        must_be_fresh(li)
    code, before = new_code(), row("SELECT totp_step FROM identity_account WHERE login = 'c03'")
    with pytest.raises(SignInNeeded):
        step_up(li, code, HERE)
    assert row("SELECT totp_step FROM identity_account WHERE login = 'c03'") == before, "the code is not used up"
    with pytest.raises(PostMayNot):
        step_up(anonymous()[1], code, HERE)


def test_a_code_that_opened_the_session_does_not_count_again_nor_the_other_way_round(city: dict[str, Any]) -> None:
    code, password = new_code(), city["accounts"]["c03"]["password"]
    li = viewer_of(sign_in("c03", password, code, HERE))
    assert li
    made_stale(li)
    before = session_row(li)
    for wrong in (code, "000000", ""):
        with pytest.raises(FactorWrong):
            step_up(li, wrong, HERE)
    assert session_row(li) == before
    code = new_code()
    step_up(li, code, HERE)
    with pytest.raises(SignInFailed):
        sign_in("c03", password, code, HERE)


def test_one_step_freshens_one_session_and_without_the_condition_both(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = entered(), entered()

    def both(code: str) -> Counter[Any]:
        return Counter(together(2, lambda n: step_up((one, two)[n], code, HERE)))

    meeting = Meeting(2)

    def read_then_write(_: Act, account_id: UUID, step: int) -> bool:
        found = row("SELECT totp_step FROM identity_account WHERE id = %s", [account_id])
        meeting.wait()
        execute("UPDATE identity_account SET totp_step = %s WHERE id = %s", [step, account_id])
        return found is not None and found["totp_step"] < step

    with monkeypatch.context() as unguarded:
        unguarded.setattr(stepping, "use_step", read_then_write)
        assert both(new_code()) == {None: 2}, "guard off: both read that it was unused"
    assert both(new_code()) == {None: 1, FactorWrong.code: 1}


def test_failures_count_with_those_of_signing_in_however_many_come_together(city: dict[str, Any]) -> None:
    li = entered()
    for _ in range(2):
        with pytest.raises(SignInFailed):
            sign_in("c03", "guess", "000000", HERE)
    assert Counter(together(6, lambda _: step_up(li, "000000", HERE))) == {FactorWrong.code: 3, TooManyTries.code: 3}
    with pytest.raises(TooManyTries):
        step_up(li, new_code(), HERE)
    with pytest.raises(TooManyTries):
        sign_in("c03", city["accounts"]["c03"]["password"], new_code(), HERE)
    step_up(li, new_code(), "10.0.0.2")


def test_a_right_code_wipes_the_failures_before_it(city: dict[str, Any]) -> None:
    li = entered()
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(FactorWrong):
                step_up(li, "000000", HERE)
        step_up(li, new_code(), HERE)


def test_another_kind_of_second_factor_says_by_one_function_that_it_was_proved(city: dict[str, Any]) -> None:
    li = entered()
    made_stale(li)
    with act(li, "test.key_touched") as this:
        proved(this, li)
    must_be_fresh(li)
    assert row("SELECT totp_step > 0 AS used FROM identity_account WHERE login = 'c03'") == {"used": False}, "no code was asked"


def test_the_check_is_of_the_sessions_row_and_not_of_what_the_request_read(city: dict[str, Any]) -> None:
    li = entered()
    made_stale(li)
    assert seems_fresh(li), "what the request read is as it was"
    with pytest.raises(FreshFactorNeeded):
        must_be_fresh(li)


def test_signing_out_at_the_same_moment_comes_after_the_act(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    li = entered()
    asked, over = threading.Event(), threading.Event()

    def sign_out() -> None:
        assert li.session_id
        assert asked.wait(20)
        end(li.session_id, "signed_out")
        over.set()

    def act_then(wait: Callable[[], object]) -> bool:
        with transaction():
            must_be_fresh(li)
            asked.set()
            wait()
            return session_row(li)["ended_at"] is None

    assert together(2, lambda n: sign_out() if n else act_then(lambda: until_others_wait(1))) == [True, None]
    assert session_row(li)["ended_at"]
    monkeypatch.setattr("yitang.platform.identity.freshness.row", lambda sql, said: row(sql.replace(" FOR SHARE", ""), said))
    li = entered()
    asked.clear()
    over.clear()
    assert together(2, lambda n: sign_out() if n else act_then(lambda: over.wait(20))) == [False, None], "guard off: it is over, and the act goes on"
