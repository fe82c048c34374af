"""A notice of processing: its points in both languages, and what makes one version of it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

# What a notice has to say: PIPL art. 17 (who, how to reach, purpose, means, kinds, retention, rights), art. 30 (need and effect of sensitive data).
POINTS = ("who", "purpose", "means", "kinds", "retention", "rights", "sensitive")
PLACES = ("sign_in", "precheck", "kiosk")


class NoticeWrong(ValueError):
    """A notice that does not say what the law asks for, in both languages, or versions that do not follow each other."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One version. ``points``: by the words of ``POINTS``, Chinese and English."""

    version: int
    from_on: date
    points: dict[str, tuple[str, str]]

    @property
    def digest(self) -> bytes:
        """SHA-256 over version, day and text, 32 bytes: another text is another digest."""
        said = json.dumps([self.version, self.from_on.isoformat(), self.points], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(said.encode()).digest()

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The points in order, Chinese and English."""
        return [self.points[one] for one in POINTS]


def read(found: Iterable[dict[str, Any]]) -> list[Notice]:
    """Notices from the data file, oldest first.

    Raises: NoticeWrong.
    """
    notices = [Notice(one["version"], one["from"], {key: (said[0], said[1]) for key, said in one["points"].items()}) for one in found]
    if [one.version for one in notices] != list(range(1, len(notices) + 1)) or [one.from_on for one in notices] != sorted(one.from_on for one in notices):
        raise NoticeWrong("versions count from 1 and follow each other by their days")
    for one in notices:
        missing = [key for key in POINTS if key not in one.points or not all(part.strip() for part in one.points[key])]
        if missing:
            raise NoticeWrong(f"version {one.version} does not say: {', '.join(missing)}")
    return notices


def in_force(notices: list[Notice], on: date) -> Notice:
    """The newest version that counts on a day; before the first one counts, the first."""
    return [one for one in notices if one.from_on <= on][-1:][0] if notices[0].from_on <= on else notices[0]
