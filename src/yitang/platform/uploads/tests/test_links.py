"""One-time links to originals: once, within a minute, while the session lives; of ten who come at once one gets it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, new_id, row, set_clock
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity.public import SignInNeeded, anonymous, end
from yitang.platform.keys.public import digest_token
from yitang.platform.policy.public import forget, load_defaults
from yitang.platform.uploads import links
from yitang.platform.uploads.errors import LinkOver
from yitang.platform.uploads.public import Belongs, UploadRow, link_to, remove, take_original, upload_of
from yitang.platform.uploads.tests.factories import kept, phone


@pytest.fixture(autouse=True)
def policy(committed_db: None) -> Iterator[None]:
    set_clock(datetime(2026, 11, 24, 2, 0, tzinfo=UTC), 1.0)
    load_defaults()
    forget()
    yield
    forget()


def made() -> tuple[Viewer, UploadRow]:
    mine = Belongs(new_id(), new_id())
    return anonymous()[1], upload_of(mine.thing_id, kept(phone(), mine, content=b"\xff\xd8\xff sealed"))


def test_a_link_gives_the_original_once() -> None:
    viewer, upload = made()
    token = link_to(viewer, upload)
    assert take_original(token) == (upload, b"\xff\xd8\xff sealed")
    for again in (token, "x" * 22, ""):
        with pytest.raises(LinkOver):
            take_original(again)
    kept_ = row("SELECT extract(epoch FROM until_at - used_at) AS s FROM uploads_link")
    assert kept_
    assert 0 < kept_["s"] <= 60


def test_a_link_that_ran_out_whose_session_ended_or_whose_file_is_gone_gives_nothing() -> None:
    viewer, upload = made()
    late, ended, gone = (link_to(viewer, upload) for _ in range(3))
    execute("UPDATE uploads_link SET until_at = until_at - interval '61 seconds' WHERE digest = %s", [digest_token(late)])
    with pytest.raises(LinkOver):
        take_original(late)
    with act(phone(), "test.remove") as this:
        remove(this, upload.thing_id, upload.id)
    with pytest.raises(LinkOver):
        take_original(gone)
    assert viewer.session_id
    end(viewer.session_id, "signed_out")
    with pytest.raises(LinkOver):
        take_original(ended)


def test_who_has_no_session_gets_no_link_and_old_links_do_not_stay() -> None:
    viewer, upload = made()
    with pytest.raises(SignInNeeded):
        link_to(replace(viewer, session_id=None), upload)
    link_to(viewer, upload)
    execute("UPDATE uploads_link SET until_at = until_at - interval '2 days'")
    link_to(viewer, upload)
    assert row("SELECT count(*) AS n FROM uploads_link") == {"n": 1}


@pytest.mark.parametrize("guarded", [False, True])
def test_of_several_at_once_one_gets_it(monkeypatch: pytest.MonkeyPatch, guarded: bool) -> None:
    viewer, upload = made()
    token = link_to(viewer, upload)
    if not guarded:
        meeting = Meeting(4)

        def read_then_write(_: str, said: dict[str, Any]) -> Any:
            found = row("SELECT file_id, session_id FROM uploads_link WHERE digest = %(digest)s AND used_at IS NULL", said)
            meeting.wait()
            execute("UPDATE uploads_link SET used_at = %(now)s WHERE digest = %(digest)s", said)
            return found

        monkeypatch.setattr(links, "row", lambda sql, said: read_then_write(sql, said) if sql == links.TAKE else row(sql, said))
    found = together(4, lambda _: take_original(token)[1])
    assert found.count(b"\xff\xd8\xff sealed") == (1 if guarded else 4)
