"""Parts of the day of the crash proof that are plays of their own: on paper, one's own account, the guide's desk."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.proofs.knives import Day
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row
from yitang.platform.identity.public import (
    Proof,
    ask_enrolment,
    change_password,
    code_for,
    confirm_one_time_codes,
    end_own,
    enrol_key,
    make_recovery_codes,
    prepare_one_time_codes,
    remove_key,
    sign_in,
    viewer_of,
)
from yitang.platform.identity.tests.authenticator import HandMadeKey
from yitang.platform.identity.tests.test_new_phone import code_of
from yitang.platform.uploads.public import uploads_of
from yitang.platform.uploads.tests.factories import decoded
from yitang.portals.frame.sheets import forms_drawn
from yitang.portals.window.forms import SEEN
from yitang.processes.guidance import public as guidance
from yitang.processes.guidance.public import precheck
from yitang.processes.outages.public import (
    close_batch,
    decide_form,
    end_paper_mode,
    enter_form,
    forms,
    miss_form,
    print_forms,
    record_form,
    settle_form,
    start_paper_mode,
    void_form,
)
from yitang.processes.queue import public as queue
from yitang.processes.queue.tests.test_queue import at, clerk, guide
from yitang.registers.people.public import tell_staff

RENEW = "DRV-RENEW"


def again(login: str) -> Callable[[], None]:
    """A one-time code counts once, and a try that was cut off counts as one that failed: the next attempt has a new code and a clean sheet."""

    def forget() -> None:
        execute("UPDATE identity_account SET totp_step = 0 WHERE login = %s", [login])
        execute("DELETE FROM identity_attempt")

    return forget


def on_paper(day: Day, city: dict[str, Any], head: Viewer) -> None:
    """A hall on paper: the batch, the forms that become a record, those that do not, the batch closed."""
    hall, first, second, third = city["hall"], clerk(city, 10), clerk(city, 11), clerk(city, 12)
    batch = day.do("outages.operations.print_forms", lambda: print_forms(head, hall, 4, forms_drawn))
    day.do("outages.operations.start_paper_mode", lambda: start_paper_mode(head, hall, "全市断网", 2))
    now = clock.local(clock.now())
    said = {"what": "ticket", "business": RENEW, "outcome": "served", "officer": "c10", "paper_on": f"{now:%Y-%m-%d}", "paper_time": f"{now:%H:%M}"}
    good, refused, spoilt, lost = (one.id for one in forms(head, batch))
    day.do("outages.form_acts.enter_form", lambda: enter_form(first, good, said))
    enter_form(second, good, {**said, "outcome": "left"})
    day.do("outages.form_acts.decide_form", lambda: decide_form(third, good, said))
    queue.open_window(first, at(first))
    day.do("outages.form_acts.record_form", lambda: record_form(first, good, lambda code, fields: SEEN[code](fields)))
    queue.close_window(first, at(first))
    execute("UPDATE outages_form SET state = 'blocked', refused = '体检' WHERE id = %s", [refused])
    day.do("outages.form_acts.settle_form", lambda: settle_form(head, refused, "已告知"))
    day.do("outages.form_acts.void_form", lambda: void_form(first, spoilt, "写坏了"))
    day.do("outages.form_acts.miss_form", lambda: miss_form(head, lost, "都找过"))
    day.do("outages.operations.end_paper_mode", lambda: end_paper_mode(head, hall))
    day.do("outages.operations.close_batch", lambda: close_batch(head, batch))


def account(day: Day, city: dict[str, Any]) -> None:
    """A member of staff looks after his account: a key, recovery codes, another password, another session; and hears of it."""
    login, password, key = "c09", city["accounts"]["c09"]["password"], HandMadeKey()
    fresh = again(login)
    fresh()
    here = sign_in(login, password, code_for(login), "127.0.0.1")
    fresh()
    elsewhere = viewer_of(sign_in(login, password, code_for(login), "127.0.0.1"))
    who = viewer_of(here)
    assert who
    assert elsewhere

    def proof() -> Proof:
        return Proof(password, code_for(login))

    made = key.made(ask_enrolment(who))
    key_id = day.do("identity.factor_acts.enrol_key", lambda: enrol_key(who, "钥匙", made, proof()), fresh)
    kept = row("SELECT id FROM identity_security_key")
    assert kept
    day.do("identity.factor_acts.remove_key", lambda: remove_key(who, key_id or kept["id"], proof()), fresh)
    day.do("identity.factor_acts.make_recovery_codes", lambda: make_recovery_codes(who, proof()), fresh)
    day.do("identity.factor_acts.prepare_one_time_codes", lambda: prepare_one_time_codes(who, proof()), fresh)
    fresh()
    seed = prepare_one_time_codes(who, proof())
    day.do("identity.factor_acts.confirm_one_time_codes", lambda: confirm_one_time_codes(who, code_of(seed)), fresh)
    day.do("identity.account.end_own", lambda: end_own(who, elsewhere.session_id or UUID(int=0)))
    day.do("people.telling.tell_staff", lambda: tell_staff(str(who.person_id), "codes_made", "one"))
    day.do("identity.passwords.change_password", lambda: change_password(who, proof(), "correct horse battery", ()), fresh)


def at_the_desk(day: Day, city: dict[str, Any]) -> None:
    """A guide looks at papers, photographs one, gives the list and a number; what was asked is answered, or a colleague takes it over."""
    wang, li = guide(city), clerk(city, 3)
    checked = precheck(wang, RENEW, {"identity": True}, "guide")
    day.do("guidance.operations.mark_papers", lambda: guidance.mark_papers(wang, checked.id, {"medical": "seen"}))
    day.do("guidance.photos.add_photo", lambda: guidance.add_photo(wang, checked.id, "medical", "体检.jpg", decoded(into="precheck_paper")))
    photo = uploads_of(checked.id)[0].id
    day.do("guidance.photos.remove_photo", lambda: guidance.remove_photo(wang, checked.id, photo))
    day.do("guidance.operations.give_slip", lambda: guidance.give_slip(wang, checked.id))
    day.do("guidance.operations.take_number", lambda: guidance.take_number(wang, checked.id, city["hall"], "window", "disabled"))
    execute("UPDATE queue_ticket SET state = 'left' WHERE evidence = 'disabled'")
    guidance.add_photo(wang, precheck(wang, RENEW, {}, "guide").id, "medical", "体检.jpg", decoded(into="precheck_paper"))
    execute("UPDATE uploads_file SET at = at - interval '2 days' WHERE slot = 'precheck_paper'")
    day.do("guidance.photos.wipe_photos", guidance.wipe_photos)
    day.do("guidance.inquiries.ask_first", lambda: guidance.ask_first(wang, guidance.Asked("hall", "papers", RENEW)))
    asked = guidance.inquiries(wang)[0].id
    day.do("guidance.inquiries.hand_on", lambda: guidance.hand_on(wang, asked, li.account_id or UUID(int=0)))
    day.do("guidance.inquiries.accept", lambda: guidance.accept(li, asked, True))
    execute("UPDATE guidance_inquiry SET due_at = due_at - interval '1 day'")
    day.do("guidance.inquiries.remind", guidance.remind)
    day.do("guidance.inquiries.answer", lambda: guidance.answer(li, asked, "answered"))
