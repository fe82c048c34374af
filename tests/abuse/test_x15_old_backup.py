"""X15: an old backup is brought back to hide acts. The start says which rows are missing and serves nothing until two people have taken that on."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db import OperationalError, connections

from yitang.config import guard
from yitang.config.cli import commands
from yitang.kernel.viewer import Viewer
from yitang.platform.audit import standing
from yitang.platform.audit.public import FolderWitness, LogWasChanged, Several, act, check_proof, own_keys, prove_row, read_keys, seal_once, verify_installation
from yitang.platform.audit.sealing import BOTH
from yitang.platform.database.public import execute, row, rows
from yitang.platform.identity.public import code_for

TABLES = ("audit_row", "audit_payload", "audit_leaf", "audit_head", "audit_intent", "audit_writer")
Backup = dict[str, bytes]


def backup() -> Backup:
    """The log as a backup has it."""
    found = {}
    with connections["owner"].cursor() as owner:
        for table in TABLES:
            with owner.copy(f"COPY {table} TO STDOUT") as out:
                found[table] = b"".join(bytes(part) for part in out)
    return found


def restore(kept: Backup) -> None:
    """Bring it back, in place of the log of today."""
    connections["default"].close()
    with connections["owner"].cursor() as owner:
        owner.execute(f"TRUNCATE {', '.join(TABLES)}")
        for table, said in kept.items():
            with owner.copy(f"COPY {table} FROM STDIN") as into:
                into.write(said)


@pytest.fixture
def run(city: dict[str, Any], installation: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Acknowledge on the command line, as somebody."""
    monkeypatch.setattr(commands, "connect", lambda: None)
    (settings.YITANG_WITNESS / "heads.jsonl").unlink(missing_ok=True)
    seal_all(FolderWitness())

    def call(login: str, reason: str = "磁盘损坏", password: str = "", code: str = "") -> Any:
        password = password or city["accounts"][login]["password"]
        # A code counts once; nobody waits here for the next.
        execute("UPDATE identity_account SET totp_step = 0 WHERE login = %s", [login])
        return CliRunner().invoke(commands.main, ["log", "acknowledge", "--login", login, "--reason", reason], input=f"{password}\n{code or code_for(login)}\n")

    yield call
    (settings.YITANG_WITNESS / "heads.jsonl").unlink(missing_ok=True)


def seal_all(witness: Any) -> None:
    while seal_once(witness):
        pass


def write(count: int) -> None:
    for n in range(count):
        with act(Viewer.system(), "test.act") as this:
            this.on("thing", n)


def refused() -> str:
    """What the start says; nothing when it goes on."""
    try:
        guard.refuse_another_log()
    except guard.LogRefused as fault:
        return str(fault)
    return ""


def asked(application: Any) -> tuple[str, str]:
    said: list[str] = []
    body = b"".join(application({"PATH_INFO": "/"}, lambda status, headers: said.append(status)))
    return said[0], body.decode()


def pages(environ: Any, start: Any) -> list[bytes]:
    start("200 OK", [])
    return ["页面 a page".encode()]


def test_an_old_backup_is_refused_until_two_people_know_what_it_lacks(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "AGAIN_S", 0.0)
    witness = FolderWitness()
    size = row("SELECT max(size) AS n FROM audit_head")["n"]  # type: ignore[index]
    kept = backup()
    write(100)
    seal_all(witness)
    assert refused() == ""
    restore(kept)

    said = refused()
    assert f"第 {size + 1} 到 {size + 100} 行（100 行）" in said
    assert f"The log was cut: rows {size + 1} to {size + 100} (100 of them)" in said
    served = guard.Guarded(pages)
    status, page = asked(served)
    assert status.startswith("503")
    assert f"rows {size + 1} to {size + 100}" in page
    with pytest.raises(SystemExit, match="The log was cut"):
        guard.or_exit()
    with monkeypatch.context() as off:
        off.setattr(standing, "members", dict)
        assert refused() == "", "without a witness nobody would notice"
    write(1)
    with pytest.raises(LogWasChanged, match="100 rows"):
        seal_once(witness)

    for answer, why in (
        (run("chief", password="wrong"), "Login, password or one-time code is wrong"), (run("chief", code="000000"), "is wrong"),
        (run("c03"), "Your post does not do this"), (run("chief", reason=" "), "Say why"),
    ):  # fmt: skip
        assert answer.exit_code == 1
        assert why in answer.output
        assert row("SELECT count(*) AS n FROM audit_gap") == {"n": 0}
    first = run("chief")
    assert first.exit_code == 0, first.output
    assert f"rows {size + 1} to {size + 100}: acknowledged by 1, another person must" in first.output
    assert refused() == said, "one is not enough"
    with pytest.raises(LogWasChanged):
        seal_once(witness)
    twice = run("chief")
    assert twice.exit_code == 1
    assert "You have acknowledged it already" in twice.output
    assert row("SELECT count(*) AS n FROM audit_gap") == {"n": 1}
    assert refused() == said, "the same person twice is one person"
    second = run("admin")
    assert second.exit_code == 0, second.output
    assert "acknowledged by 2, it can be started" in second.output

    assert refused() == ""
    assert asked(served)[0] == "200 OK", "it opens without a new start"
    seal_all(witness)
    report = verify_installation(witness)
    assert report.good, report.words()
    assert [(gap.start, gap.size) for gap in report.gaps] == [(size, size + 100)]
    assert f"rows {size + 1} to {size + 100}, counted from 1, were lost once, and two people know" in report.words()
    known = rows("SELECT person, thing_id FROM audit_row WHERE act = 'custody.acknowledge_gap' ORDER BY real_at")
    assert len({one["person"] for one in known}) == 2
    assert {one["thing_id"] for one in known} == {report.gaps[0].name}
    write(3)
    seal_once(witness, by=BOTH)
    assert verify_installation(witness).good
    assert check_proof(prove_row(str(size + 2)), read_keys(own_keys())).head.gap == report.gaps[0], "every head after it names the gap"
    assert "nothing to acknowledge" in run("admin").output
    with connections["owner"].cursor() as owner:
        owner.execute("UPDATE audit_row SET act = 'other' WHERE id IN (SELECT row_id FROM audit_leaf WHERE seq IN (0, %s))", [size + 1])
    assert [one.split(" / ")[1][:6] for one in verify_installation(witness).findings] == ["row 0 ", f"row {size + 1} "[:6]]


def test_a_database_that_is_away_is_said_by_the_pages_and_asked_again(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "AGAIN_S", 0.0)
    kept = backup()
    write(1)
    seal_all(FolderWitness())
    restore(kept)

    def away() -> list[Any]:
        raise OperationalError("no server")

    served = guard.Guarded(pages)
    with monkeypatch.context() as down:
        down.setattr(guard, "standings", away)
        guard.or_exit()
        assert asked(served)[0] == "200 OK", "pages answer for a database that is away in words of their own"
    assert asked(served)[0].startswith("503"), "once it is back the log is looked at"


def test_a_forked_log_is_told_from_one_that_was_cut(run: Any, tmp_path: Path) -> None:
    witness = FolderWitness()
    size = row("SELECT max(size) AS n FROM audit_head")["n"]  # type: ignore[index]
    kept = backup()
    before = tmp_path / "before"
    before.mkdir()
    shutil.copy(witness.file, before)
    write(5)
    seal_all(witness)
    restore(kept)
    write(8)
    seal_all(FolderWitness(before))
    said = refused()
    assert f"The log forked: from row {size + 1} on it differs" in said
    assert f"up to row {size + 5}; the database has {size + 8}" in said
    assert run("chief").exit_code == run("admin").exit_code == 0
    assert refused() == ""
    write(1)
    seal_all(witness)
    report = verify_installation(witness)
    assert report.good, report.words()
    assert [(gap.start, gap.size) for gap in report.gaps] == [(size, size + 5)]


def test_a_gap_that_no_two_people_acknowledged_in_the_log_is_found(run: Any) -> None:
    witness = FolderWitness()
    kept = backup()
    write(2)
    seal_all(witness)
    restore(kept)
    assert run("chief").exit_code == 0
    found = row("SELECT start, size, root FROM audit_gap")
    assert found
    execute(
        "INSERT INTO audit_gap (id, start, size, root, person, at) VALUES (gen_random_uuid(), %s, %s, %s, gen_random_uuid(), clock_timestamp())",
        [found["start"], found["size"], found["root"]],
    )
    seal_all(witness)
    assert ["are lost and no two people know" in one for one in verify_installation(witness).findings] == [True]


def test_a_second_witness_that_was_away_is_told_of_the_gap(run: Any, tmp_path: Path) -> None:
    near, far = FolderWitness(), FolderWitness(tmp_path)
    seal_all(Several({"near": near, "far": far}))
    kept = backup()
    write(4)
    both = Several({"near": near, "far": far})
    seal_all(both)
    restore(kept)
    assert run("chief").exit_code == run("admin").exit_code == 0
    seal_all(near)
    write(2)
    seal_all(near)
    write(1)
    both = Several({"near": near, "far": far})
    assert seal_once(both) == 1
    assert far.last() == near.last()
    assert both.faults() == {}
    for one in (near, far):
        report = verify_installation(one)
        assert report.good, report.words()
        assert len(report.gaps) == 1


def test_a_head_that_leaves_the_gap_out_is_no_head(run: Any) -> None:
    witness = FolderWitness()
    kept = backup()
    write(2)
    seal_all(witness)
    restore(kept)
    assert run("chief").exit_code == run("admin").exit_code == 0
    seal_all(witness)
    lines = witness.file.read_text().splitlines()
    said = json.loads(lines[-1])
    del said["gap"]
    witness.file.write_text("\n".join([*lines[:-1], json.dumps(said)]) + "\n")
    assert not verify_installation(witness).good
