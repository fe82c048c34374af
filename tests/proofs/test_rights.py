"""A3: everybody asks for everything, over HTTP, in every state; a table says who may, and it was not written from the rules.

A denial writes nothing but what a refused request leaves by design: nonces, the use of a session, counts against guessing, the log.
"""

from functools import partial
from itertools import product
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest

from tests.proofs.asking import ask, denied, in_state, routes, taken_back
from tests.proofs.people import Office, peopled
from tests.proofs.rights import ADMINISTRATORS, ALL, ELSEWHERE, GIVEN_BACK, HEADS, HERE, LEFT_BY_DENIALS, MAY
from tests.proofs.scanner import findings
from tests.trials.test_bad_input import operations, takes_post
from yitang.platform.database.public import execute, row
from yitang.platform.identity.public import Place, PostMayNot, access_table, allow, can
from yitang.platform.policy.public import forget
from yitang.processes.queue.public import live_topics

STATES = {
    "ticket": ("waiting", "called", "serving", "passed", "done", "left"),
    "case": ("accepted", "reviewed", "refused", "issued", "filed", "withdrawn", "suspended", "lapsed"),
}


SHARES = 4


@pytest.fixture
def office(city: dict[str, Any]) -> Office:
    # The walk of all routes may take longer than a window stands open with nobody there, or a code of pairing lives.
    execute("UPDATE policy_value SET value = '86400' WHERE name IN ('session.window_lock_s', 'pairing.lives_s')")
    forget()
    return peopled(city)


def test_every_route_is_in_the_table() -> None:
    known = {*MAY, *ELSEWHERE}
    assert {address for address, _ in routes()} == {key.split(" ", 1)[1] for key in known}
    forms = {f"POST {address}" for address, page in routes() if not address.startswith("api/") and takes_post(page)}
    described = {f"{method} {path.strip('/').replace('{', '<').replace('}', '>')}" for method, path, _ in operations()}
    assert {key for key in known if key.startswith("POST") or key in described} == forms | described


@pytest.mark.parametrize("share", range(SHARES))
def test_everybody_gets_what_the_table_says_and_a_denial_writes_nothing(office: Office, share: int) -> None:
    """A share of the routes each, so that no window is locked for idleness before the last is asked."""
    wrong = []
    for key, may in list(MAY.items())[share::SHARES]:
        for name, caller in office.callers.items():
            answer, touched = taken_back(lambda c=caller, k=key: ask(office, c, k))
            said = f"{key} as {name}: {answer.status_code}"
            wrong += [f"{said}: {one}" for one in findings(answer)]
            if denied(answer) != (name not in may):
                wrong.append(f"{said}: {'denied' if denied(answer) else 'let in'}, the table says otherwise")
            elif answer.status_code == 405:
                wrong.append(f"{said}: the page does not take this")
            elif denied(answer) and touched - LEFT_BY_DENIALS - GIVEN_BACK:
                wrong.append(f"{said}: denied, and yet wrote {touched - LEFT_BY_DENIALS}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("kind", "states"), [(kind, states[n::2]) for kind, states in STATES.items() for n in range(2)])
def test_no_state_opens_a_door_that_is_closed(office: Office, kind: str, states: tuple[str, ...]) -> None:
    wrong = []
    concerned = [key for key in MAY if f"{kind}_id" in key and MAY[key] != ALL]
    for state, key in product(states, concerned):
        for name in set(office.callers) - MAY[key]:
            answer, _ = taken_back(lambda c=office.callers[name], k=key, s=state: in_state(office, kind, s, c, k))
            if not denied(answer):
                wrong.append(f"{key} as {name} in state {state}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("what", ["review", "cash", "code", "code-cancel", "issue", "bring", "withdraw"])
def test_each_step_of_a_case_is_closed_to_whom_its_route_is_closed(office: Office, what: str) -> None:
    key, address = "POST window/case/<uuid:case_id>/<slug:what>", office.address(f"window/case/<uuid:case_id>/{what}")
    for name, caller in office.callers.items():
        said = {"counted": "10", "reason": "mistake"}
        answer, touched = taken_back(
            lambda c=caller, s=said: c.ask("POST", address, urlencode({**s, "once": str(uuid4())}).encode(), "application/x-www-form-urlencoded")
        )
        assert denied(answer) == (name not in MAY[key]), f"{what} as {name}: {answer.status_code}"
        assert not denied(answer) or not touched - LEFT_BY_DENIALS - GIVEN_BACK, f"{what} as {name}: denied, and yet wrote"


def test_a_paper_is_revoked_by_the_head_of_its_office_alone(office: Office) -> None:
    address = office.address("window/paper/<uuid:document_id>/revoke")
    for name, caller in office.callers.items():
        body = urlencode({"reason": "印错了", "once": str(uuid4())}).encode()
        answer, touched = taken_back(partial(caller.ask, "POST", address, body, "application/x-www-form-urlencoded"))
        assert denied(answer) == (name != "chief"), f"{name}: {answer.status_code}"
        assert not denied(answer) or not touched - LEFT_BY_DENIALS - GIVEN_BACK, f"{name}: denied, and yet wrote"


FORM_STEPS = {
    "window/forms/<uuid:form_id>/enter": {*HERE, "g01"}, "window/forms/<uuid:form_id>/decide": {*HERE, "g01", "chief"},
    "window/forms/<uuid:form_id>/record": HERE, "window/forms/<uuid:form_id>/miss": {"chief"}, "window/forms/<uuid:form_id>/settle": {"chief"},
    "window/forms/<uuid:form_id>/burn": set(), "chief/paper/start": HEADS, "chief/paper/end": HEADS, "chief/paper/burn": set(),
}  # fmt: skip


def test_each_step_with_a_form_is_closed_to_everybody_else(office: Office) -> None:
    for route, may in FORM_STEPS.items():
        for name, caller in office.callers.items():
            body = urlencode({"reason": "一句话", "hours": "2", "once": str(uuid4())}).encode()
            answer, touched = taken_back(partial(caller.ask, "POST", office.address(route), body, "application/x-www-form-urlencoded"))
            assert denied(answer) == (name not in may), f"{route} as {name}: {answer.status_code}"
            assert not denied(answer) or not touched - LEFT_BY_DENIALS - GIVEN_BACK, f"{route} as {name}: denied, and yet wrote"


STEPS = {
    "ask": {"admin"}, "reset": {"admin"}, "in-person": {"admin"},
    "end": {"admin"}, "suspend": {"admin", "security"}, "confirm": {"security"}, "refuse": {"security"}, "delete": set(),
}  # fmt: skip


def test_each_step_with_an_account_or_a_grant_is_closed_to_everybody_else(office: Office) -> None:
    post = row("SELECT p.id FROM identity_post p JOIN identity_account a ON a.id = p.account_id WHERE a.login = 'c11'")
    assert post
    for what, may in STEPS.items():
        at = "admin/waiting/<uuid:grant_id>/" if what in ("confirm", "refuse") else "admin/account/<uuid:account_id>/"
        said = {"reason": "一句话", "post": str(post["id"]) if what == "end" else "guide", "service": "police", "office": str(office.office),
                "from_on": "2099-01-01"}  # fmt: skip
        for name, caller in office.callers.items():
            body = urlencode({**said, "once": str(uuid4())}).encode()
            answer, touched = taken_back(partial(caller.ask, "POST", office.address(at + what), body, "application/x-www-form-urlencoded"))
            assert denied(answer) == (name not in may), f"{what} as {name}: {answer.status_code}"
            assert not denied(answer) or not touched - LEFT_BY_DENIALS - GIVEN_BACK, f"{what} as {name}: denied, and yet wrote"
            # The account of this office has not used its link: there is nothing yet that a reset could take away.
            good = (409,) if what == "in-person" else (200, 303)
            assert denied(answer) or answer.status_code in good, f"{what} as {name}: {answer.status_code}"


@pytest.mark.parametrize(("what", "may"), [("confirm", {"security"}), ("refuse", {"security"}), ("withdraw", {"admin"}), ("delete", set())])
def test_each_step_with_a_change_is_closed_to_everybody_else(office: Office, what: str, may: set[str]) -> None:
    address = office.address(f"admin/changes/<uuid:change_id>/{what}")
    for name, caller in office.callers.items():
        body = urlencode({"reason": "一句话", "once": str(uuid4())}).encode()
        answer, touched = taken_back(partial(caller.ask, "POST", address, body, "application/x-www-form-urlencoded"))
        assert denied(answer) == (name not in may), f"{what} as {name}: {answer.status_code}"
        assert not denied(answer) or not touched - LEFT_BY_DENIALS - GIVEN_BACK, f"{what} as {name}: denied, and yet wrote"


def test_everybody_hears_what_concerns_him_and_nothing_else(office: Office) -> None:
    hall = f"hall:{office.hall}"
    county = row("SELECT h.id FROM offices_hall h JOIN offices_office o ON o.id = h.office_id WHERE o.kind = 'county'")
    assert county
    hears = {name: set(live_topics(caller.viewer())) for name, caller in office.callers.items() if caller.token}
    window = {name: next((t for t in topics if t.startswith("window:")), "") for name, topics in hears.items()}
    assert window["c03"] == f"window:{office.things['window_id']}"
    assert len({window["c03"], window["c05"], window["x01"]}) == 3
    assert hears["phone"] == {hall, f"ticket:{office.things['ticket_id']}"}
    assert hears["other_phone"] == hears["citizen"] == set()
    assert {name for name, topics in hears.items() if hall in topics} == {"phone", "c03", "c05", "g01", "r01", "chief"}
    assert {hears_nothing for hears_nothing in ADMINISTRATORS if not hears[hears_nothing]} == ADMINISTRATORS
    assert {name for name, topics in hears.items() if any(t.startswith("review:") for t in topics)} == {"r01"}
    assert hears["x01"] == {f"hall:{county['id']}", window["x01"]}


# Every act that an administrator's post may do at all, by the access table of all rooms: no case, no ticket, no person is among them.
# What everybody of the staff does with his own account.
OWN = {
    "identity.end_session", "identity.step_up", "identity.enrol_key", "identity.remove_key", "identity.prepare_one_time_codes",
    "identity.confirm_one_time_codes", "identity.make_recovery_codes", "identity.change_password",
}  # fmt: skip
ACTS = {
    "admin": OWN | {
        "custody.admit_peer", "custody.acknowledge_gap", "identity.approve_pairing", "identity.revoke_device", "identity.make_account", "identity.start_reset",
    "changes.ask_policy", "changes.see", "changes.withdraw", "custody.confirm_restore", "custody.offline_copy", "custody.restore_drill",
    "identity.ask_grant", "identity.ask_reset", "identity.end_post", "identity.see_accounts", "identity.suspend_account", "keys.ask_change",
    "keys.confirm_change", "keys.retire", "keys.rotate", "offices.confirm_change", "offices.refuse_change", "retention.see",
    },
    "security": OWN | {
    "changes.confirm_policy", "changes.refuse_policy", "changes.see", "custody.confirm_restore", "identity.confirm_grant", "identity.confirm_reset",
    "identity.refuse_grant", "identity.see_accounts", "identity.see_waiting_grants", "identity.suspend_account", "keys.ask_change", "keys.confirm_change",
    "keys.retire", "keys.rotate",
    },
    "audit": OWN | {"identity.see_grants", "changes.see", "oversight.see_rates", "oversight.see_faults", "oversight.trace"},
}  # fmt: skip


def test_an_administrator_may_do_what_is_written_here_and_no_other_act_of_any_room(office: Office) -> None:
    acts = {rule.act for rule in access_table()}
    for post, his in ACTS.items():
        viewer = office.callers[post].viewer()
        assert viewer.hall_id is None, "an administrator belongs to no hall"
        anywhere = Place((office.office,), office.hall, UUID(office.things["window_id"]), frozenset({viewer.person_id or uuid4()}))
        assert {act for act in acts if can(viewer, act, anywhere)} == his
        for act in acts - his:
            with pytest.raises(PostMayNot):
                allow(viewer, act)
    assert not {
        act
        for mine in ACTS.values()
        for act in mine
        if not act.startswith(("custody.", "identity.", "keys.", "changes.", "offices.", "retention.", "oversight."))
    }


def test_the_proof_sees_a_door_that_stands_open(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard taken away: with a rule that lets everybody in, a clerk of another office reads the case, and the table says no."""
    monkeypatch.setattr("yitang.processes.cases.queries.may", lambda *_: None)
    answer, _ = taken_back(lambda: ask(office, office.callers["x01"], "GET window/case/<uuid:case_id>"))
    assert not denied(answer)
