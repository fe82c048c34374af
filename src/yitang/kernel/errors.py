"""Named refusals: what happened, why, and the way to cure it, in Chinese and English."""

from typing import Any, ClassVar


class Refusal(Exception):
    """A clear, named "no" (不予办理). Each room declares its own; portals catch this one class.

    Class attributes: ``code`` stable name, ``zh`` and ``en`` texts with ``{facts}``, ``status`` HTTP status,
    ``article`` legal source, ``cure_zh`` and ``cure_en`` what the person can do.
    """

    code: ClassVar[str] = "refused"
    zh: ClassVar[str] = "不能办理。"
    en: ClassVar[str] = "This cannot be done."
    status: ClassVar[int] = 422
    article: str = ""
    cure_zh: ClassVar[str] = ""
    cure_en: ClassVar[str] = ""

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(f"{self.code}: {self.en_text}")

    def _fill(self, text: str) -> str:
        return text.format(**self.facts) if self.facts else text

    @property
    def zh_text(self) -> str:
        """What happened, in Chinese, with the facts filled in."""
        return self._fill(self.zh)

    @property
    def en_text(self) -> str:
        """What happened, in English, with the facts filled in."""
        return self._fill(self.en)

    @property
    def cure_zh_text(self) -> str:
        """What to do, in Chinese."""
        return self._fill(self.cure_zh)

    @property
    def cure_en_text(self) -> str:
        """What to do, in English."""
        return self._fill(self.cure_en)

    def as_dict(self) -> dict[str, str]:
        """The refusal as an API answers it."""
        return {
            "code": self.code,
            "zh": self.zh_text,
            "en": self.en_text,
            "article": self.article,
            "cure_zh": self.cure_zh_text,
            "cure_en": self.cure_en_text,
        }
