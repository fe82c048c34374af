"""The papers that are printed: their kinds, sizes and content. Chinese first, English small beside it."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper. ``letter``: of its numbers; ``size``: ``a4``, or ``licence`` or ``certificate`` as policy measures them.

    ``of_vehicle``: whether its last four signs end a VIN, not an ID number.
    """

    code: str
    zh: str
    en: str
    letter: str
    size: str = "a4"
    of_vehicle: bool = False


KINDS = {
    k.code: k
    for k in (
        Kind("acceptance", "受理凭证", "Acceptance slip", "S"),
        Kind("notice", "一次性告知书", "Notice of missing papers", "G"),
        Kind("not_accepted", "不予受理决定书", "Decision not to accept", "B"),
        Kind("refusal", "不予办理决定书", "Decision to refuse", "J"),
        Kind("driving_licence", "机动车驾驶证", "Driving licence", "Z", "licence"),
        Kind("vehicle_licence", "机动车行驶证", "Vehicle licence", "X", "licence", True),
        Kind("certificate", "机动车登记证书签注", "Entry on the registration certificate", "Q", "certificate", True),
        Kind("filing", "备案凭证", "Filing slip", "T", "a4", True),
        Kind("cover", "档案袋封面", "File cover", "D"),
    )
}
# Which paper an issued document is printed as, by its kind in the cases.
OF_DOCUMENT = {"licence": "driving_licence", "vehicle": "vehicle_licence", "endorsement": "certificate", "release": "certificate", "filing": "filing"}
# What a citizen also finds on the own phone, marked as an electronic copy.
TO_CITIZEN = ("acceptance", "refusal", "filing")
ENDED = ("filed", "refused", "withdrawn")
OPEN = ("accepted", "reviewed")


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: what it is in both languages, and its value. ``en_value``: the value in English where it differs."""

    zh: str
    en: str
    value: str
    en_value: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is missing or stands against it, with article and cure."""

    zh: str
    en: str
    article: str
    cure_zh: str = ""
    cure_en: str = ""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What somebody can do against a refusal: days for reconsideration, and before whom; months for a lawsuit."""

    days: int
    body_zh: str
    body_en: str
    months: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a layout needs to draw a paper. ``code``: the statement in its QR; ``of_register``: that of the issued document, not the paper's own.

    ``width`` and ``height``: mm. ``rests_on``: the law of the decision.
    """

    kind: Kind
    number: str
    issued_on: date
    code: str
    office_zh: str
    office_en: str
    address: str
    phone: str
    width: int
    height: int
    to: str = ""
    of_register: bool = False
    business: tuple[str, str] = ("", "")
    facts: tuple[Fact, ...] = ()
    items: tuple[Item, ...] = ()
    pages: tuple[tuple[int, str, str], ...] = ()
    remedy: Remedy | None = None
    rests_on: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class PaperVerdict:
    """What the public page says of a paper: ``valid``, ``revoked``, ``withdrawn``, ``unknown``, ``forged`` or ``other_holder``."""

    verdict: str
    kind: Kind | None = None
    number: str = ""
    last4: str = ""
    issued: str = ""
    until: str = ""

    @property
    def good(self) -> bool:
        """Whether the paper is ours and holds."""
        return self.verdict == "valid"


def printable(state: str, document: str) -> tuple[Kind, ...]:
    """The papers of a case in this state. ``document``: kind of what was issued, "" when nothing was."""
    found = ["acceptance"] if state in OPEN else []
    found += ["refusal"] if state == "refused" else []
    found += [OF_DOCUMENT[document]] if document in OF_DOCUMENT else []
    found += ["cover"] if state in ENDED else []
    return tuple(KINDS[code] for code in found)


def of_notice(grounds: bool) -> Kind:
    """The paper of a notice: with grounds against it, it is the decision not to accept."""
    return KINDS["not_accepted" if grounds else "notice"]
