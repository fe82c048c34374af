"""Keys change while the office is open: nobody is lost, no number gets two holders, nothing that was written is undone."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import FolderWitness, act, destroy_keys, said, seal_once, verify_installation
from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import MOST_S, together, until_others_wait
from yitang.platform.identity.public import PostMayNot
from yitang.platform.keys.public import blind_indexes, ids, key_of, mac, mac_fits, sign, unwrap, verify, wrap
from yitang.platform.policy.public import forget, load_defaults
from yitang.platform.rotation import places, rewrapping
from yitang.platform.rotation.operations import retire_key, rotate_key, when_retired
from yitang.platform.rotation.public import (
    FolderHoldsAnother,
    KeyIsCurrent,
    KeyStillInUse,
    KeyStillVerifies,
    KeyTooYoung,
    NoSuchKey,
    PepperUnderWay,
    Progress,
    left_over,
    rewrap,
    unopened,
    uses,
)
from yitang.registers.people import operations as people
from yitang.registers.people.errors import NumberTaken
from yitang.registers.people.public import clear, id_of_number
from yitang.registers.people.tests.factories import clerk, number, somebody

WHO = Viewer(account_id=UUID(int=1), person_id=UUID(int=2), post="security", level="two_factor")


@pytest.fixture
def keys(committed_db: None, tmp_path: Path, settings: Any, nothing_remembered: Callable[[], None]) -> Iterator[Path]:
    """An office of its own keys, in which a successor may be as young as it likes."""
    settings.YITANG_KEYS, settings.YITANG_WITNESS = tmp_path / "keys", tmp_path / "witness"
    load_defaults()
    execute("UPDATE policy_value SET value = '0' WHERE name = 'keys.retire_after_h'")
    forget()
    yield tmp_path / "keys"
    connections["owner"].close()


def under() -> set[str]:
    """Ids of the keys that wrapped values lie under."""
    found = set()
    for place in places.wrapped():
        with connections["owner"].cursor() as cursor:
            cursor.execute(f'SELECT "{place.column}" FROM "{place.table}" WHERE "{place.column}" IS NOT NULL')
            found |= {key_of(value) for (value,) in cursor.fetchall()}
    return found


def test_every_value_is_closed_anew_in_batches_until_none_is_left(keys: Path) -> None:
    people_before = {n: somebody(n) for n in range(1, 8)}
    assert under() == {"data.1"}
    assert rotate_key(WHO, "data") == "data.2"
    assert left_over() == 7 * 2 + 8 - 1, "two numbers and a payload each, and the payload of the change itself is under the new key"
    said: list[Progress] = []
    assert rewrap(said.append, batch=3) == 0
    assert under() == {"data.2"}
    assert [(one.done, one.left) for one in said if one.place == "people_document.number_cipher"] == [(3, 4), (6, 1), (7, 0)]
    assert {clear(person, "number") for person in people_before.values()} == {number(n) for n in people_before}
    payload = row("SELECT p.row, p.cipher FROM audit_payload p JOIN audit_row r ON r.id = p.row WHERE r.act = 'test.register' LIMIT 1")
    assert payload
    assert unwrap(payload["cipher"], f"audit_payload:cipher:{payload['row']}")
    assert uses()["data.1"] == 0
    retire_key(WHO, "data.1", keys.parent / "away")
    assert (ids("data"), (keys.parent / "away" / "data.1").exists()) == (("data.2",), True)
    assert [r["act"] for r in rows("SELECT act FROM audit_row WHERE act LIKE 'keys.%%' ORDER BY real_at")] == ["keys.rotate", "keys.retire"]


def test_cut_off_anywhere_it_is_taken_up_again(keys: Path) -> None:
    for n in range(1, 8):
        somebody(n)
    rotate_key(WHO, "data")
    whole, cuts = left_over(), 0

    class CutError(BaseException):
        pass

    def cut(_: Progress) -> None:
        raise CutError

    while left_over():
        before = left_over()
        try:
            rewrap(cut, batch=2)
        except CutError:
            cuts += 1
            assert 0 < before - left_over() <= 2
            assert {clear(r["id"], "number") for r in rows("SELECT id FROM people_person")} == {number(n) for n in range(1, 8)}
        assert cuts <= whole
    assert (under(), cuts > 5) == ({"data.2"}, True)


@pytest.mark.parametrize("guard", [False, True])
def test_what_an_act_writes_meanwhile_is_not_undone(keys: Path, monkeypatch: pytest.MonkeyPatch, guard: bool) -> None:
    """The guard is the lock of the batch's rows: without it the batch writes back what it read before."""
    person = somebody(1)
    rotate_key(WHO, "data")
    document = row("SELECT id FROM people_document")
    assert document
    read, wrote = threading.Event(), threading.Event()
    anew = rewrapping._anew

    def slow(place: Any, which: object, value: bytes) -> bytes | None:
        if place.table == "people_document":
            read.set()
            if guard:
                until_others_wait(1)
            else:
                assert wrote.wait(MOST_S)
        return anew(place, which, value)

    def correct() -> None:
        assert read.wait(MOST_S)
        anew_value = wrap(number(2).encode(), f"people_document:number_cipher:{document['id']}")
        execute("UPDATE people_document SET number_cipher = %s WHERE id = %s", [anew_value, document["id"]])
        connections.close_all()
        wrote.set()

    monkeypatch.setattr(rewrapping, "_anew", slow)
    if not guard:
        monkeypatch.setattr(rewrapping, "LOCK", "")
    other = threading.Thread(target=correct)
    other.start()
    rewrap()
    other.join()
    assert clear(person, "number") == number(2 if guard else 1)


def test_rows_that_somebody_holds_are_left_for_the_next_run_and_nobody_is_waited_for(keys: Path) -> None:
    somebody(1)
    rotate_key(WHO, "data")
    held, over = threading.Event(), threading.Event()

    def hold() -> None:
        with act(WHO, "test.hold"):
            execute("SELECT 1 FROM people_phone FOR UPDATE")
            held.set()
            assert over.wait(MOST_S)
        connections.close_all()

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(MOST_S)
    assert rewrap() == 1
    over.set()
    other.join()
    assert rewrap() == 0


def test_a_value_that_does_not_open_is_named_counted_and_left_as_it_is(keys: Path) -> None:
    somebody(1)
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE people_phone SET number_cipher = set_byte(number_cipher, length(number_cipher) - 1, 0) RETURNING id, number_cipher")
        [(phone, damaged)] = cursor.fetchall()
    rotate_key(WHO, "data")
    assert (rewrap(), unopened()) == (1, [f"people_phone.number_cipher {phone}"])
    assert row("SELECT number_cipher AS it FROM people_phone") == {"it": damaged}
    with pytest.raises(KeyStillInUse):
        retire_key(WHO, "data.1", keys.parent / "away")


def test_a_pepper_changes_and_everybody_is_found_at_every_moment_of_it(keys: Path) -> None:
    known: dict[int, UUID] = {n: somebody(n) for n in range(1, 6)}

    def all_found() -> bool:
        return all(id_of_number(number(n)) == person for n, person in known.items()) and id_of_number(number(99)) is None

    moments: list[bool] = []
    for round_, (old, new) in enumerate([("pepper-id.1", "pepper-id.2"), ("pepper-id.2", "pepper-id.3"), ("pepper-id.3", "pepper-id.4")]):
        assert rotate_key(WHO, "pepper-id") == new
        moments.append(all_found())
        n = 10 + round_
        known[n] = somebody(n)
        moments.append(all_found())
        with pytest.raises(PepperUnderWay):
            rotate_key(WHO, "pepper-id")
        with pytest.raises(KeyStillInUse):
            retire_key(WHO, old, keys.parent / "away")
        assert old in ids("pepper-id")
        assert rewrap(lambda _: moments.append(all_found()), batch=2) == 0
        moments.append(all_found())
        assert uses()[new] == uses()[old] == len(known)
        retire_key(WHO, old, keys.parent / "away")
        when_retired(old)
        moments.append(all_found())
        assert row(f"SELECT count({'number_index' if round_ % 2 == 0 else 'number_index_even'}) AS n FROM people_document") == {"n": 0}
    assert all(moments)
    assert len(moments) > 15
    assert ids("pepper-id") == ("pepper-id.4",)


def closing(do: Callable[[], object]) -> Callable[[], None]:
    """The same for a thread, which closes its connections when it ends."""

    def run() -> None:
        try:
            do()
        finally:
            connections.close_all()

    return run


def register(n: int) -> UUID:
    """A person who is written while something else happens."""
    return somebody(n, phone="")


@pytest.mark.parametrize("guard", [False, True])
def test_who_is_registered_while_the_old_pepper_is_put_away_can_be_found(keys: Path, monkeypatch: pytest.MonkeyPatch, guard: bool) -> None:
    """The writer has read that one pepper counts, before the change; the change runs through while his act is open. The guard is the lock."""
    somebody(1)
    wrote, over = threading.Event(), threading.Event()

    def read_before_the_change(column: str, text: str) -> Any:
        found = blind_indexes(column, text)
        if threading.current_thread() is not threading.main_thread():
            wrote.set()
            if guard:
                until_others_wait(1)
            else:
                assert over.wait(MOST_S)
        return found

    monkeypatch.setattr(people, "blind_indexes", read_before_the_change)
    if not guard:
        monkeypatch.setattr(people, "lock_shared", lambda *_: None)
    writer = threading.Thread(target=closing(lambda: register(2)))
    writer.start()
    assert wrote.wait(MOST_S)
    rotate_key(WHO, "pepper-id")
    assert rewrap() == 0, "the writer has not committed, so nobody sees his row"
    if guard:
        with pytest.raises(KeyStillInUse):
            retire_key(WHO, "pepper-id.1", keys.parent / "away")
    else:
        retire_key(WHO, "pepper-id.1", keys.parent / "away")
    over.set()
    writer.join()
    assert (id_of_number(number(2)) is not None) is guard
    if guard:
        assert rewrap() == 0
        retire_key(WHO, "pepper-id.1", keys.parent / "away")
        assert id_of_number(number(2)) is not None


@pytest.mark.parametrize("guard", [False, True])
def test_a_number_gets_one_holder_while_its_pepper_changes(keys: Path, monkeypatch: pytest.MonkeyPatch, guard: bool) -> None:
    """One writer has seen the old pepper only, the other both. The guard: each writes the column of every pepper he sees, so the old one's constraint
    holds; had each written under his newest pepper alone, the number would have two holders."""
    somebody(1)
    early_has_read, late_has_read = threading.Event(), threading.Event()

    def read(column: str, text: str) -> Any:
        found = blind_indexes(column, text)
        if threading.current_thread().name == "early":
            early_has_read.set()
            assert late_has_read.wait(MOST_S)
        elif column == "id":
            late_has_read.set()
            return found if guard else (None, found[1])
        return found

    monkeypatch.setattr(people, "blind_indexes", read)
    outcome: list[str] = []

    def write() -> None:
        try:
            register(2)
            outcome.append("registered")
        except NumberTaken:
            outcome.append("number_taken")

    early = threading.Thread(target=closing(write), name="early")
    early.start()
    assert early_has_read.wait(MOST_S)
    assert rotate_key(WHO, "pepper-id") == "pepper-id.2"
    late = threading.Thread(target=closing(write), name="late")
    late.start()
    early.join()
    late.join()
    assert sorted(outcome) == (["number_taken", "registered"] if guard else ["registered"] * 2)
    assert len(rows("SELECT id FROM people_document")) == (2 if guard else 3)


def test_two_changes_of_one_pepper_at_once_make_one(keys: Path) -> None:
    somebody(1)

    def change(_: int) -> str:
        try:
            return rotate_key(WHO, "pepper-id")
        finally:
            connections["owner"].close()

    found = together(2, change)
    assert sorted(found) == ["pepper-id.2", "pepper_under_way"]
    assert ids("pepper-id") == ("pepper-id.1", "pepper-id.2")


def test_rows_and_heads_under_old_keys_still_verify(keys: Path) -> None:
    somebody(1)
    seal_once(FolderWitness())
    old_mac, old_sign = mac("audit", b"m"), sign("document", b"m")
    with act(WHO, "test.before"):
        pass
    for name in ("mac-audit", "sign-head", "sign-document"):
        rotate_key(WHO, name)
    with act(WHO, "test.after"):
        pass
    assert seal_once(FolderWitness()) == 5
    report = verify_installation(FolderWitness())
    assert (report.findings, report.heads) == ([], 2)
    assert {r["key_id"] for r in rows("SELECT key_id FROM audit_head")} == {"sign-head.1", "sign-head.2"}
    assert mac_fits(old_mac[0], b"m", old_mac[1])
    assert verify("document", old_sign[0], b"m", old_sign[1])
    assert sign("document", b"m")[0] == "sign-document.2"
    for key_id, refusal in (("mac-audit.1", KeyStillInUse), ("sign-head.1", KeyStillVerifies), ("sign-document.1", KeyStillVerifies)):
        with pytest.raises(refusal):
            retire_key(WHO, key_id, keys.parent / "away")
        assert key_id in ids(key_id.rpartition(".")[0])


def log() -> int:
    """Rows of the log."""
    found = row("SELECT count(*) AS n FROM audit_row")
    assert found
    return int(found["n"])


def test_what_cannot_be_done_is_refused_by_name_and_changes_nothing(keys: Path) -> None:
    somebody(1)
    away, before = keys.parent / "away", (log(), sorted(path.name for path in keys.iterdir()))
    for refusal, do in (
        (NoSuchKey, lambda: rotate_key(WHO, "nothing")),
        (NoSuchKey, lambda: retire_key(WHO, "data.7", away)),
        (NoSuchKey, lambda: retire_key(WHO, "../data.1", away)),
        (KeyIsCurrent, lambda: retire_key(WHO, "data.1", away)),
        (PostMayNot, lambda: rotate_key(clerk(), "data")),
        (PostMayNot, lambda: retire_key(clerk(), "data.1", away)),
    ):
        with pytest.raises(refusal) as said:
            do()
        assert said.value.cure_zh_text or said.value.zh_text
    assert (log(), sorted(path.name for path in keys.iterdir())) == before
    rotate_key(WHO, "data")
    assert rewrap() == 0
    execute("UPDATE policy_value SET value = '24' WHERE name = 'keys.retire_after_h'")
    forget()
    with pytest.raises(KeyTooYoung):
        retire_key(WHO, "data.1", away)
    execute("UPDATE policy_value SET value = '0' WHERE name = 'keys.retire_after_h'")
    forget()
    away.mkdir()
    (away / "data.1").write_bytes(b"another")
    with pytest.raises(FolderHoldsAnother):
        retire_key(WHO, "data.1", away)
    assert ids("data") == ("data.1", "data.2")


def test_personal_keys_are_rotated_with_the_others_and_a_destroyed_one_stays_destroyed(keys: Path) -> None:
    """A rotation opens no payload and needs no person: outer layer and key are closed anew, what was erased comes not back."""
    kept, gone, told = uuid4(), uuid4(), []
    for person in (kept, gone):
        with act(WHO, "test.visit") as this:
            this.about(person)
            this.note({"said": str(person)})
        told.append(this.id)
    with act(WHO, "erasure.confirm") as this:
        assert destroy_keys(this, [gone]) == 1
    rotate_key(WHO, "data")
    assert rewrap() == 0
    assert under() == {"data.2"}
    retire_key(WHO, "data.1", keys.parent / "away")
    found = said(told)
    assert (found[told[0]].payload, found[told[1]].state) == ({"said": str(kept)}, "erased")
