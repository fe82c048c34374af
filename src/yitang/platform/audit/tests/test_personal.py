"""What acts said about a person is erased with the key of that person, the proof of the acts stays, and erased is told from missing."""

import threading
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections

from yitang.kernel.viewer import Viewer
from yitang.platform.audit import personal
from yitang.platform.audit.evidence import check_proof, read_keys
from yitang.platform.audit.payloads import CHANGED, ERASED, KEPT, MISSING
from yitang.platform.audit.proving import own_keys, prove_row
from yitang.platform.audit.public import (
    ASK_ERASURE,
    FolderWitness,
    Report,
    act,
    destroy_keys,
    key_ids,
    look,
    said,
    seal_once,
    verify_installation,
    verify_payloads,
)
from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import MOST_S, until_others_wait

ONE = Viewer(account_id=uuid.uuid4(), person_id=uuid.uuid4(), post="reviewer", level="two_factor")
TWO = Viewer(account_id=uuid.uuid4(), person_id=uuid.uuid4(), post="chief", level="two_factor")
SECRET = "510000199001011234"


@pytest.fixture
def witness(tmp_path: Path, settings: Any) -> FolderWitness:
    settings.YITANG_WITNESS = tmp_path
    return FolderWitness(tmp_path)


def told(*persons: uuid.UUID, secret: str = SECRET) -> uuid.UUID:
    """An act about these persons that says a secret."""
    with act(ONE, "test.accept") as this:
        this.on("case", 7)
        this.note({"number": secret})
        this.about(*persons)
    return this.id


def erase(*persons: uuid.UUID, second: Viewer = TWO) -> int:
    """One asks, another destroys, along one trace."""
    trace = uuid.uuid4()
    with act(ONE, ASK_ERASURE) as this:
        this.trace(trace)
    with act(second, "erasure.confirm") as this:
        this.trace(trace)
        return destroy_keys(this, persons)


def as_owner(*statements: str) -> None:
    with connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def dump() -> str:
    """Everything that the tables of the log and its keys hold, as a dump of the database has it: what the owner of the tables reads."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'audit%%'")
        found = []
        for (name,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{name}" t')
            found += [one for (one,) in cursor.fetchall()]
    return "\n".join(found)


def all_that_opens() -> list[bytes]:
    """What whoever holds a dump and every key of the platform can read of the payloads: outer layer, then every personal key that there is, in any order."""
    from yitang.platform.keys.public import CannotUnwrap, unwrap

    held = personal.secrets(one["id"] for one in rows("SELECT id FROM audit_personal_key"))
    found = []
    for one in rows("SELECT p.row, p.cipher, coalesce(r.about, '{}') AS about FROM audit_payload p JOIN audit_row r ON r.id = p.row"):
        inner = unwrap(one["cipher"], f"audit_payload:cipher:{one['row']}")
        found.append(inner)
        for key_id in sorted(one["about"], reverse=True):
            try:
                inner = personal.opened(inner, one["row"], {key_id: held[key_id]})
            except (CannotUnwrap, KeyError):
                break
            found.append(inner)
    return found


def test_erased_is_unreadable_and_the_proof_still_holds(committed_db: None, witness: FolderWitness) -> None:
    one, other = uuid.uuid4(), uuid.uuid4()
    mine, theirs, both, nobodys = told(one), told(other), told(one, other), told()
    seal_once(witness)
    proof, keys = prove_row(str(mine)), read_keys(own_keys())
    assert [found.state for found in said([mine, theirs, both, nobodys]).values()] == [KEPT] * 4
    assert said([both])[both].payload == {"number": SECRET}
    assert sum(SECRET.encode() in found for found in all_that_opens()) == 4, "before, whoever holds dump and keys reads it"
    assert SECRET not in dump()

    assert erase(one) == 1
    seal_once(witness)
    assert {row_id: found.state for row_id, found in said([mine, theirs, both, nobodys]).items()} == {
        mine: ERASED, theirs: KEPT, both: ERASED, nobodys: KEPT,
    }  # fmt: skip
    assert sum(SECRET.encode() in found for found in all_that_opens()) == 2, "the other's and nobody's; of what is about both, nothing"
    report = verify_installation(witness)
    assert (report.findings, report.erased, report.rows) == ([], 2, 7)
    assert "2 行的内容已依法抹除" in report.words()
    for text in (proof, prove_row(str(mine))):
        assert check_proof(text, keys).row["act"] == "test.accept"  # type: ignore[index]
    again = told(one, secret="new")
    assert said([again, mine])[again].payload == {"number": "new"}, "an act after the erasure has a key of its own"
    assert said([mine])[mine].state == ERASED
    assert len(key_ids([one])) == 2


def test_whom_an_act_is_about_is_under_its_seal(committed_db: None, witness: FolderWitness) -> None:
    """A row that is turned into one about the erased would excuse its missing payload: the row is then not what was sealed."""
    one = uuid.uuid4()
    told(one)
    plain = told()
    seal_once(witness)
    erase(one)
    seal_once(witness)
    as_owner(
        f"DELETE FROM audit_payload WHERE row = '{plain}'",
        f"UPDATE audit_row SET about = ARRAY(SELECT id FROM audit_personal_key WHERE person = '{one}') WHERE id = '{plain}'",
    )
    assert [f"({plain}) was changed or replaced" in one for one in verify_installation(witness).findings] == [True]
    as_owner(f"UPDATE audit_row SET about = NULL WHERE id = '{plain}'")
    assert [f"({plain}) is gone, and no act erased it" in one for one in verify_installation(witness).findings] == [True]
    proof = prove_row(str(plain))
    assert b'"about"' not in proof, "a row about nobody reads as rows did before there was such a field"


def test_a_payload_that_is_gone_is_named_and_one_that_was_erased_may_go(committed_db: None, witness: FolderWitness, settings: Any, tmp_path: Path) -> None:
    one = uuid.uuid4()
    gone, erased, unsealed = told(), told(one), None
    seal_once(witness)
    erase(one)
    seal_once(witness)
    unsealed = told(secret="x")
    as_owner(f"DELETE FROM audit_payload WHERE row IN ('{gone}', '{erased}', '{unsealed}')")
    expected = [
        f"第 0 行（{gone}）的内容不见了，没有抹除记录 / the payload of row 0 ({gone}) is gone, and no act erased it",
        f"待封存的一行（{unsealed}）的内容不见了，没有抹除记录 / the payload of an unsealed row ({unsealed}) is gone, and no act erased it",
    ]
    assert verify_installation(witness).findings == expected
    assert said([gone])[gone].state == MISSING
    settings.YITANG_KEYS = tmp_path / "elsewhere"  # a copy of the database on a machine that has none of the keys
    assert verify_payloads(Report(), "owner").findings == expected
    assert not (tmp_path / "elsewhere").exists(), "and none was needed or made"


def test_a_payload_of_another_act_or_other_bytes_does_not_pass(committed_db: None) -> None:
    one, two = told(), told(secret="two")
    as_owner(f"UPDATE audit_payload SET cipher = (SELECT cipher FROM audit_payload WHERE row = '{two}') WHERE row = '{one}'")
    assert said([one])[one].state == CHANGED
    as_owner(f"UPDATE audit_row SET digest = 'x' WHERE id = '{two}'")
    assert said([two])[two].state == CHANGED


@pytest.mark.parametrize(
    ("how", "finding"),
    [
        ("DELETE FROM audit_personal_key", "is gone without an act of two people; the payloads of 2 rows cannot be read"),
        ("UPDATE audit_personal_key SET cipher = NULL, destroyed_log = id", "is gone without an act of two people; the payloads of 2 rows cannot be read"),
        ("one person", "is gone without an act of two people; the payloads of 2 rows cannot be read"),
        ("back", "was destroyed by an act and is there again"),
    ],
)
def test_a_key_that_is_gone_or_back_without_two_people_is_found(committed_db: None, witness: FolderWitness, how: str, finding: str) -> None:
    one = uuid.uuid4()
    told(one)
    told(one)
    kept = rows("SELECT encode(cipher, 'hex') AS hex FROM audit_personal_key")
    if how == "one person":
        erase(one, second=ONE)
    elif how == "back":
        erase(one)
        as_owner(f"UPDATE audit_personal_key SET cipher = decode('{kept[0]['hex']}', 'hex'), destroyed_log = NULL")
    else:
        as_owner(how)
    seal_once(witness)
    assert [finding in said for said in verify_installation(witness).findings] == [True]


def test_the_program_deletes_no_key_and_a_key_is_there_or_destroyed_by_an_act(committed_db: None) -> None:
    told(uuid.uuid4())
    with pytest.raises(Exception, match="permission denied"):
        execute("DELETE FROM audit_personal_key")
    with pytest.raises(IntegrityError, match="a_key_is_there_or_destroyed_by_an_act"):
        execute("UPDATE audit_personal_key SET cipher = NULL")


def test_a_look_at_a_person_is_about_that_person(committed_db: None) -> None:
    one = uuid.uuid4()
    look(ONE, "person", one, "补领牌证", one)
    found = row("SELECT id, about FROM audit_row")
    assert found
    assert found["about"] == key_ids([one])
    assert said([found["id"]])[found["id"]].payload == {"reason": "补领牌证"}


def test_a_refused_act_makes_no_key(committed_db: None) -> None:
    one = uuid.uuid4()
    with pytest.raises(LookupError), act(ONE, "test.outer"):
        told(one)
        raise LookupError
    assert rows("SELECT 1 AS one FROM audit_personal_key") == []


@pytest.fixture
def known(committed_db: None) -> uuid.UUID:
    one = uuid.uuid4()
    told(one)
    return one


@pytest.mark.parametrize("guard", [False, True])
def test_an_act_about_somebody_whose_key_is_destroyed_meanwhile(known: uuid.UUID, monkeypatch: pytest.MonkeyPatch, guard: bool) -> None:
    """The erasure waits for the act that holds the key. Without the lock the act closes its payload under a key that is gone when it commits: what it
    says was written after the erasure, and nobody can ever read it.
    """
    if not guard:
        monkeypatch.setattr(personal, "HOLD", personal.HOLD.replace(" FOR SHARE", ""))
    order: list[str] = []
    inside, go_on, found = threading.Event(), threading.Event(), list[uuid.UUID]()

    def tell() -> None:
        try:
            with act(ONE, "test.outer"):
                found.append(told(known, secret="late"))
                inside.set()
                assert go_on.wait(MOST_S)
                order.append("acted")
        finally:
            connection.close()

    def destroy() -> None:
        try:
            erase(known)
            order.append("erased")
        finally:
            connection.close()

    threads = [threading.Thread(target=tell), threading.Thread(target=destroy)]
    threads[0].start()
    assert inside.wait(MOST_S)
    threads[1].start()
    if guard:
        until_others_wait(1)
    else:
        threads[1].join()
    go_on.set()
    for thread in threads:
        thread.join()
    (late,) = found
    assert order == (["acted", "erased"] if guard else ["erased", "acted"])
    assert said([late])[late].state == ERASED, "with the lock: it came first and was erased; without: it came after, and is lost"
    assert said([told(known)]).popitem()[1].state == KEPT


def test_an_act_that_waited_for_the_erasure_gets_a_key_of_its_own(known: uuid.UUID) -> None:
    found: list[uuid.UUID] = []
    inside, go_on, trace = threading.Event(), threading.Event(), uuid.uuid4()

    def tell() -> None:
        try:
            found.append(told(known, secret="after"))
        finally:
            connection.close()

    def destroy() -> None:
        try:
            with act(ONE, ASK_ERASURE) as this:
                this.trace(trace)
            with act(TWO, "erasure.confirm") as this:
                this.trace(trace)
                assert destroy_keys(this, [known]) == 1
                inside.set()
                assert go_on.wait(MOST_S)
        finally:
            connection.close()

    threads = [threading.Thread(target=destroy), threading.Thread(target=tell)]
    threads[0].start()
    assert inside.wait(MOST_S)
    threads[1].start()
    until_others_wait(1)
    go_on.set()
    for thread in threads:
        thread.join()
    assert said(found)[found[0]].payload == {"number": "after"}
