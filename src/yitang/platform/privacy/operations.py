"""Showing the notice that counts now, and holding whoever has not been shown it before his number is taken."""

import json
from functools import lru_cache
from pathlib import Path

import yaml

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, new_id, row, transaction
from yitang.platform.privacy.domain import Notice, in_force, read
from yitang.platform.privacy.errors import NoticeChanged, NoticeNotShown

DATA = Path(__file__).parent / "data" / "notices.yaml"


@lru_cache(maxsize=1)
def notices() -> list[Notice]:
    """Every version that comes with the program, oldest first.

    Raises: NoticeWrong.
    """
    return read(yaml.safe_load(DATA.read_text(encoding="utf-8")))


def current() -> Notice:
    """The version that counts today."""
    return in_force(notices(), clock.today())


def show(viewer: Viewer, place: str) -> Notice:
    """The notice that counts now, which the page is about to show; that it was shown is kept, once for session (or device), version and place.

    Raises: NoticeChanged when the text is not the one that this number stood for before.
    """
    notice = current()
    if viewer.session_id is None and viewer.device_id is None:
        return notice
    whom = [viewer.session_id if viewer.device_id is None else None, viewer.device_id]
    if row(
        "SELECT 1 AS yes FROM privacy_shown WHERE notice_id = %s AND place = %s AND session_id IS NOT DISTINCT FROM %s AND device_id IS NOT DISTINCT FROM %s",
        [notice.version, place, *whom],
    ):
        return notice
    with transaction():
        _keep(notice)
        execute(
            "INSERT INTO privacy_shown (id, notice_id, session_id, device_id, person_id, place, at) VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [new_id(), notice.version, *whom, viewer.person_id if viewer.device_id is None else None, place, clock.now()],
        )
    return notice


def _keep(notice: Notice) -> None:
    """The version as it is shown; one that stands here already has this text or is not shown."""
    execute(
        "INSERT INTO privacy_notice (version, digest, text, at) VALUES (%s, %s, %s::jsonb, %s) ON CONFLICT DO NOTHING",
        [notice.version, notice.digest, json.dumps(notice.points, ensure_ascii=False), clock.now()],
    )
    kept = row("SELECT digest FROM privacy_notice WHERE version = %s", [notice.version])
    if kept is None or bytes(kept["digest"]) != notice.digest:
        raise NoticeChanged


def must_be_shown(viewer: Viewer, place: str) -> None:
    """Before something is collected there: this session was shown the version that counts now.

    Raises: NoticeNotShown.
    """
    if row("SELECT 1 AS yes FROM privacy_shown WHERE notice_id = %s AND place = %s AND session_id = %s", [current().version, place, viewer.session_id]) is None:
        raise NoticeNotShown


def seen_before(viewer: Viewer) -> int:
    """The newest version that this session was shown before the one that counts now, 0 for none: whoever has an older one is told that it is new."""
    found = row("SELECT max(notice_id) AS n FROM privacy_shown WHERE session_id = %s AND notice_id < %s", [viewer.session_id, current().version])
    return int(found["n"] or 0) if found else 0


def bind_person(viewer: Viewer) -> None:
    """What was shown to this session was shown to this person, now that he has signed in."""
    execute("UPDATE privacy_shown SET person_id = %s WHERE session_id = %s AND person_id IS NULL", [viewer.person_id, viewer.session_id])
