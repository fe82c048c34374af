"""The sealer's keys in a folder of their own: heads verify everywhere and are signed there alone; nothing makes a second signing key by the way."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from yitang.platform.keys import store
from yitang.platform.keys.public import (
    KeyElsewhere,
    ids,
    installation,
    key_check_fits,
    key_checks,
    mac,
    mac_fits,
    part_with,
    public_keys,
    publish_heads,
    rotate,
    sign,
    take_out,
    verify,
)


@pytest.fixture
def folders(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """An installation of its own; stand in the folder of web or of the sealer."""

    def stand(name: str) -> None:
        settings.YITANG_KEYS = tmp_path / name

    stand("web")
    return stand


def test_after_the_parting_only_the_sealer_signs_heads_and_everybody_verifies_them(folders: Callable[[str], None], tmp_path: Path) -> None:
    key_id, before = sign("head", b"before")
    code, public, name = mac("audit", b"row"), public_keys("head"), installation()
    assert part_with(tmp_path / "sealer") == ("sign-head.1",)
    assert sorted(path.name for path in (tmp_path / "web").glob("*") if path.name[0] != ".") == [
        "installation", "mac-audit.1", "sign-head.1.pub", "sign-witness.1",
    ]  # fmt: skip
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in (tmp_path / "sealer").iterdir())
    assert verify("head", key_id, b"before", before)
    assert not verify("head", key_id, b"other", before)
    assert public_keys("head") == public
    for do in (lambda: sign("head", b"forged"), lambda: rotate("sign-head")):
        with pytest.raises(KeyElsewhere, match="the sealer alone holds it"):
            do()
    assert ids("sign-head") == (), "nothing made a second one"
    assert part_with(tmp_path / "sealer") == ("sign-head.1",), "once more, there is nothing to do"
    folders("sealer")
    assert (installation(), mac_fits(code[0], b"row", code[1])) == (name, True)
    assert sign("head", b"before") == (key_id, before)
    assert sorted(path.name for path in (tmp_path / "sealer").glob("[!.]*")) == ["installation", "mac-audit.1", "sign-head.1", "sign-witness.1"]
    assert rotate("sign-head") == "sign-head.2"
    after = sign("head", b"after")
    folders("web")
    assert not verify("head", after[0], b"after", after[1]), "its public half is not here yet"
    folders("sealer")
    assert publish_heads(tmp_path / "web") == ("sign-head.1", "sign-head.2")
    folders("web")
    assert verify("head", after[0], b"after", after[1])
    assert list(public_keys("head")) == ["sign-head.1", "sign-head.2"]


def test_a_backup_made_after_the_parting_wants_the_sealers_keys_back(folders: Callable[[str], None], tmp_path: Path) -> None:
    sign("head", b"x")
    part_with(tmp_path / "sealer")
    noted = key_checks()
    assert sorted(noted) == ["mac-audit.1", "sign-head.1", "sign-witness.1"]
    with pytest.raises(FileNotFoundError):
        key_check_fits(noted["sign-head.1"], "sign-head.1", str(tmp_path / "web"))
    assert all(key_check_fits(check, key_id, str(tmp_path / "sealer")) for key_id, check in noted.items())
    folders("strange")
    sign("head", b"x")
    mac("audit", b"row")
    assert not any(key_check_fits(noted[key_id], key_id, str(tmp_path / "strange")) for key_id in ("sign-head.1", "mac-audit.1"))


def test_cut_off_between_the_copy_and_the_going_it_goes_on(folders: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sign("head", b"x")

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(store, "take_out", cut)
        with pytest.raises(KeyboardInterrupt):
            part_with(tmp_path / "sealer")
    assert (ids("sign-head"), sign("head", b"x")[0]) == (("sign-head.1",), "sign-head.1"), "it signs here still"
    assert take_out is not cut
    assert part_with(tmp_path / "sealer") == ("sign-head.1",)
    assert ids("sign-head") == ()


def test_another_installations_keys_are_not_written_over(folders: Callable[[str], None], tmp_path: Path) -> None:
    mac("audit", b"row")
    (tmp_path / "sealer").mkdir()
    (tmp_path / "sealer" / "mac-audit.1").write_bytes(b"another")
    with pytest.raises(FileExistsError):
        part_with(tmp_path / "sealer")
    assert (tmp_path / "sealer" / "mac-audit.1").read_bytes() == b"another"
    assert "sign-head.1" in ids("sign-head")
