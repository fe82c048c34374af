"""Backup and restore (A6): an office in the middle of its work, all gone, back on an empty machine; whatever is wrong is refused by name first."""

import io
import json
import os
import shutil
import tarfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import on_server
from django.conf import settings
from django.db import connections

from yitang.config.cli import commands
from yitang.config.recovery import restoring, saving
from yitang.config.recovery.archive import BackupWrong, Nobody, Writer, open_backup
from yitang.config.recovery.saving import DumpFailed, NoHolder, save
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import FolderWitness, act, seal_once
from yitang.platform.database.public import row
from yitang.platform.files import public as files
from yitang.platform.keys.public import BoxWrong, NoSuchHolder, close_box, new_pair

WHO = Viewer.system()


def small(target: Path, public: str, header: dict[str, Any] | None = None) -> dict[str, Any]:
    """A backup of a small made-up office, as a file."""
    plain = io.BytesIO()
    writer = Writer(plain, {"installation": "0" * 16, "made_at": "2026-11-24T02:00:00+00:00", "head": {"size": 0, "root": ""}, "keys": {}, **(header or {})})
    writer.stream("database", [b"dump" * 20_000])
    writer.stream("witness", [b"{}\n"])
    content = target.with_suffix(".content")
    content.write_bytes(b"a page")
    writer.file("cd" * 32, content)
    manifest = writer.close()
    with target.open("wb") as out:
        archive_of(plain.getvalue(), out, public)
    return manifest


def archive_of(plain: bytes, out: Any, public: str) -> None:
    """A box with this in it."""
    close_box(io.BytesIO(plain), out, public)


def test_three_papers_are_made_once_and_the_private_half_is_kept_nowhere(holders: tuple[list[Path], str], tmp_path: Path) -> None:
    papers, public = holders
    assert [paper.name for paper in papers] == ["share-1.txt", "share-2.txt", "share-3.txt"]
    assert [paper.stat().st_mode & 0o777 for paper in papers] == [0o600] * 3
    assert public.startswith("age1")
    assert all(f"public half: {public}" in paper.read_text() and "AGE-SECRET" not in paper.read_text().upper() for paper in papers)
    before = [paper.read_bytes() for paper in papers]
    again = CliRunner().invoke(commands.main, ["backup-key", str(papers[0].parent)])
    assert again.exit_code == 1
    assert "is not overwritten" in again.output
    assert [paper.read_bytes() for paper in papers] == before


def test_any_two_holders_open_a_backup_and_one_alone_never_does(holders: tuple[list[Path], str], tmp_path: Path) -> None:
    papers, public = holders
    whole = tmp_path / "whole.age"
    small(whole, public)

    def look(*shares: Path, typed: str = "") -> Any:
        said = [part for share in shares for part in ("--share", str(share))]
        return CliRunner().invoke(commands.main, ["restore", str(whole), "--only-look", *said], input=typed)

    for one, other in ((0, 1), (1, 2), (2, 0)):
        assert "the backup is whole" in look(papers[one], papers[other]).output
    words = [" ".join(line for line in paper.read_text().splitlines() if not line.startswith("#")) for paper in papers]
    mistaken = words[0].rsplit(" ", 1)[0] + " academic"
    by_hand = look(typed=f"{mistaken}\n{words[0].upper()}\n{words[2]}\n")
    assert (by_hand.exit_code, "a word was written or read wrongly" in by_hand.output, "the backup is whole" in by_hand.output) == (0, True, True)
    assert words[0] not in by_hand.output
    twice = look(papers[0], papers[0])
    assert (twice.exit_code, "two different ones" in twice.output) == (1, True)
    CliRunner().invoke(commands.main, ["backup-key", str(tmp_path / "others")])
    strange = look(papers[0], tmp_path / "others" / "share-2.txt")
    assert (strange.exit_code, "not of one set" in strange.output) == (1, True)
    both_strange = look(tmp_path / "others" / "share-1.txt", tmp_path / "others" / "share-2.txt")
    assert (both_strange.exit_code, "meant for another private key" in both_strange.output) == (1, True)


def test_a_bit_flipped_anywhere_or_a_missing_end_is_refused_before_anything_is_written(
    pair: tuple[Path, str], holders: tuple[list[Path], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private, public = pair
    whole, bad, var = tmp_path / "whole.age", tmp_path / "bad.age", tmp_path / "var"
    manifest = small(whole, public)
    secret, sealed = private.read_text(), whole.read_bytes()
    assert open_backup(whole, secret, Nobody()) == manifest
    places = [*range(0, 250, 7), *range(250, len(sealed), len(sealed) // 60), len(sealed) - 1]
    for place in places:
        bad.write_bytes(sealed[:place] + bytes([sealed[place] ^ (1 << place % 8)]) + sealed[place + 1 :])
        with pytest.raises(BoxWrong):
            open_backup(bad, secret, Nobody())
    for length in (0, 1, 200, 70_000, len(sealed) - 1):
        bad.write_bytes(sealed[:length])
        with pytest.raises(BoxWrong):
            open_backup(bad, secret, Nobody())
    with pytest.raises(BoxWrong):
        open_backup(whole, new_pair()[0], Nobody())
    with pytest.raises(NoSuchHolder):
        open_backup(whole, public, Nobody())
    monkeypatch.setenv("YITANG_VAR", str(var))
    (tmp_path / "keys").mkdir()
    papers, shared = holders
    small(whole, shared)
    bad.write_bytes(whole.read_bytes()[:-1])
    shares = ["--share", str(papers[0]), "--share", str(papers[1])]
    refused = CliRunner().invoke(commands.main, ["restore", str(bad), *shares, "--keys", str(tmp_path / "keys")])
    assert refused.exit_code == 1
    assert "打不开：文件被改动、不完整" in refused.output
    assert not var.exists()
    looked = CliRunner().invoke(commands.main, ["restore", str(whole), *shares, "--only-look"])
    assert (looked.exit_code, "the backup is whole" in looked.output, var.exists()) == (0, True, False)


def test_what_opens_but_is_no_whole_backup_is_refused(pair: tuple[Path, str], tmp_path: Path) -> None:
    private, public = pair[0].read_text(), pair[1]
    file = tmp_path / "b.age"

    def tar(*entries: tuple[str, bytes]) -> bytes:
        plain = io.BytesIO()
        with tarfile.open(fileobj=plain, mode="w|") as out:
            for name, content in entries:
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                out.addfile(entry, io.BytesIO(content))
        return plain.getvalue()

    header = json.dumps({"format": 1}).encode()
    nothing = {"bytes": 0, "entries": 0, "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}
    manifest = json.dumps({"format": 1, "holds": dict.fromkeys(("database", "witness", "files"), nothing)}).encode()
    for wrong in (
        b"no tar at all" * 100,
        tar(),
        tar(("header.json", header)),
        tar(("manifest.json", manifest)),
        tar(("header.json", b"{}"), ("manifest.json", manifest)),
        tar(("header.json", b'{"format": 2}'), ("manifest.json", b'{"format": 2}')),
        tar(("header.json", header), ("database/1", b"x"), ("manifest.json", manifest)),
        tar(("header.json", header), ("database/2", b"x"), ("manifest.json", manifest)),
        tar(("header.json", header), ("../evil", b"x"), ("manifest.json", manifest)),
        tar(("header.json", header), ("files/../../evil", b"x"), ("manifest.json", manifest)),
        tar(("header.json", header), ("manifest.json", manifest), ("database/1", b"x")),
    ):
        with file.open("wb") as out:
            archive_of(wrong, out, public)
        with pytest.raises(BackupWrong) as said:
            open_backup(file, private, Nobody())
        assert "Nothing was written" in said.value.en_text
    with file.open("wb") as out:
        archive_of(tar(("header.json", header), ("manifest.json", manifest)), out, public)
    assert open_backup(file, private, Nobody())["format"] == 1, "the form itself is right"


@pytest.fixture
def apart(committed_db: None, tmp_path: Path, settings: Any) -> Path:
    """An installation of its own folders."""
    for name in ("KEYS", "FILES", "WITNESS"):
        setattr(settings, f"YITANG_{name}", tmp_path / name.lower())
    return tmp_path


def test_a_backup_that_is_cut_off_leaves_no_file_with_its_name(apart: Path, pair: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    class CutError(BaseException):
        pass

    def cut(stage: str) -> None:
        raise CutError(stage)

    with pytest.raises(CutError):
        save(apart / "backups", pair[1], cut)
    with pytest.raises(NoHolder):
        save(apart / "backups", "age1nobody")
    with monkeypatch.context() as changed:
        changed.setattr(saving, "reached", lambda _: {"PGHOST": "/nowhere", "PATH": os.environ["PATH"]})
        with pytest.raises(DumpFailed):
            save(apart / "backups", pair[1])
    assert list((apart / "backups").iterdir()) == []
    assert row("SELECT count(*) AS n FROM audit_row WHERE act = 'recovery.backup'") == {"n": 0}


def test_a_backup_is_of_one_moment_while_the_office_works_and_memory_stays_small(apart: Path, pair: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    with act(WHO, "test.before"):
        pass
    seal_once(FolderWitness())
    head = row("SELECT size, encode(root, 'hex') AS root FROM audit_head ORDER BY size DESC LIMIT 1")
    digests = [files.store(bytes([n]) * (6 << 20)) for n in range(6)]

    def meanwhile(stage: str) -> None:
        with act(WHO, f"test.{stage}"):
            pass
        seal_once(FolderWitness())

    tracemalloc.start()
    try:
        done = save(apart / "backups", pair[1], meanwhile)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 24 << 20, "36 MB of files went through"
    assert (done.manifest["head"], done.damaged) == (head, ())
    assert done.path.stat().st_mode & 0o777 == 0o600
    taken: dict[str, Any] = {"files": [], "witness": b"", "database": b""}

    class Taker(Nobody):
        def stream(self, kind: str, content: bytes) -> None:
            taken[kind] += content

        def file(self, digest: str, content: Any) -> None:
            taken["files"].append(digest)

    assert open_backup(done.path, pair[0].read_text(), Taker()) == done.manifest
    assert taken["files"] == sorted(digests)
    assert [json.loads(line)["size"] for line in taken["witness"].splitlines()] == [1], "what was sealed later is not of that moment"
    assert taken["database"].startswith(b"PGDMP")
    sealed = done.path.read_bytes()
    assert not any(key.read_bytes() in sealed for key in Path(settings.YITANG_KEYS).iterdir() if key.stat().st_size)
    assert row("SELECT count(*) AS n FROM audit_row WHERE act = 'recovery.backup'") == {"n": 1}


def test_a_file_that_does_not_fit_its_digest_is_kept_as_it_is_and_named(apart: Path, pair: tuple[Path, str]) -> None:
    digest = files.store(b"a page")
    (apart / "files" / digest[:2] / digest).write_bytes(b"a pagE")
    done = save(apart / "backups", pair[1])
    assert done.damaged == (digest,)
    assert open_backup(done.path, pair[0].read_text(), Nobody()) == done.manifest


def test_a_target_that_is_not_empty_and_keys_that_do_not_fit_are_refused(
    apart: Path, pair: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    with act(WHO, "test.before"):
        pass
    done = save(apart / "backups", pair[1])
    manifest, keys = done.manifest, apart / "keys"
    restoring.keys_fit(manifest, keys)
    for change in (
        lambda at: (at / "data.1").unlink(),
        lambda at: (at / "data.1").write_bytes(b"x" * 32),
        lambda at: (at / "installation").write_text("1" * 16),
    ):
        other = tmp_path / f"other{len(list(tmp_path.iterdir()))}"
        shutil.copytree(keys, other)
        change(other)
        with pytest.raises(restoring.KeysDoNotFit) as said:
            restoring.keys_fit(manifest, other)
        assert said.value.facts["names"] in ("data.1", "installation")
    for name in restoring.FOLDERS:
        monkeypatch.delenv(f"YITANG_{name.upper()}", raising=False)
    empty, full = tmp_path / "empty", tmp_path / "full"
    restoring.nothing_there(empty, manifest)
    (full / "witness").mkdir(parents=True)
    (full / "witness" / "heads.jsonl").write_text("{}\n")
    with pytest.raises(restoring.TargetNotEmpty):
        restoring.nothing_there(full, manifest)
    (full / ".restoring").write_text(restoring._name(manifest))
    restoring.nothing_there(full, manifest)
    (full / ".restoring").write_text("another backup")
    with pytest.raises(restoring.TargetNotEmpty):
        restoring.nothing_there(full, manifest)
    # The database of this test has tables: nothing is written over them.
    for name in restoring.FOLDERS:
        setattr(settings, f"YITANG_{name.upper()}", empty / name)
        monkeypatch.setenv(f"YITANG_{name.upper()}", str(empty / name))
    settings.VAR = empty
    with pytest.raises(restoring.TargetNotEmpty):
        restoring.restore(done.path, pair[0].read_text(), manifest, keys)
    assert not empty.exists()


@pytest.fixture
def other_database() -> Iterator[None]:
    """The owner's way leads to a new, empty database of the same server."""
    here = connections["owner"].settings_dict["NAME"]
    name = f"{here}_restored"
    on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")

    def lead(to: str) -> None:
        connections["owner"].close()
        connections["owner"].settings_dict["NAME"] = to

    lead(name)
    yield
    lead(here)
    on_server(f"DROP DATABASE {name} WITH (FORCE)")


def owner_sees(sql: str) -> Any:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()


def test_an_empty_installation_gets_all_of_it_and_what_was_cut_off_goes_on(
    apart: Path, pair: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, settings: Any, request: pytest.FixtureRequest
) -> None:
    with act(WHO, "test.before"):
        pass
    seal_once(FolderWitness())
    digest = files.store(b"a page")
    done, private = save(apart / "backups", pair[1]), pair[0].read_text()
    request.getfixturevalue("other_database")
    var, source = apart / "var", {name: apart / name for name in restoring.FOLDERS}
    var.mkdir()
    settings.VAR = var
    for name in restoring.FOLDERS:
        setattr(settings, f"YITANG_{name.upper()}", var / name)
        monkeypatch.setenv(f"YITANG_{name.upper()}", str(var / name))

    def cut(self: restoring.Restorer) -> None:
        raise OSError("cut off before the dump was whole")

    with monkeypatch.context() as broken:
        broken.setattr(restoring.Restorer, "finish", cut)
        with pytest.raises(OSError, match="cut off"):
            restoring.restore(done.path, private, done.manifest, source["keys"])
    assert owner_sees("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == (0,), "the dump comes in whole or not at all"
    assert restoring.half_restored(var)
    for _ in range(2):  # the second time the data are there, and what is left is done again
        restoring.restore(done.path, private, done.manifest, source["keys"])
        assert owner_sees("SELECT act FROM audit_row ORDER BY real_at LIMIT 1") == ("test.before",)
        assert owner_sees("SELECT count(*) FROM jobs.procrastinate_jobs") == (0,)
        assert (var / "files" / digest[:2] / digest).read_bytes() == b"a page"
        assert (var / "witness" / "heads.jsonl").read_bytes() == (source["witness"] / "heads.jsonl").read_bytes()
        for key_id in done.manifest["keys"]:
            assert (var / "keys" / key_id).read_bytes() == (source["keys"] / key_id).read_bytes()
            assert (var / "keys" / key_id).stat().st_mode & 0o777 == 0o600
    restoring.finished(var)
    with pytest.raises(restoring.TargetNotEmpty):
        restoring.restore(done.path, private, done.manifest, source["keys"])


def test_half_a_restored_office_does_not_open(tmp_path: Path) -> None:
    from yitang.config.obstacles import Obstacle, half_restored

    half_restored(tmp_path)
    (tmp_path / ".restoring").write_text("x")
    with pytest.raises(Obstacle, match="a restore was cut off here"):
        half_restored(tmp_path)
