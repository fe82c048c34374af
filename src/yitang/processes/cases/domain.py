"""States of a case, and what it says."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

# (state, act) -> state
STATES = {
    # What was looked at in the review stays as it was: files are added and removed before it.
    ("accepted", "add_upload"): "accepted",
    ("accepted", "remove_upload"): "accepted",
    ("accepted", "grant"): "reviewed",
    ("accepted", "refuse"): "refused",
    ("reviewed", "issue"): "issued",
    ("issued", "file"): "filed",
    ("accepted", "withdraw"): "withdrawn",
    ("reviewed", "withdraw"): "withdrawn",
    # A suspended case (停办核查) goes back to where it stood, or is refused; nothing else moves it.
    ("accepted", "suspend"): "suspended",
    ("reviewed", "suspend"): "suspended",
    ("suspended", "add_evidence"): "suspended",
    ("suspended", "release_accepted"): "accepted",
    ("suspended", "release_reviewed"): "reviewed",
    ("suspended", "reject"): "refused",
    # A deferred paper is brought, or its day passes (容缺).
    ("accepted", "bring"): "accepted",
    ("accepted", "lapse"): "lapsed",
}
WORDS = {
    "accepted": ("已受理", "Accepted"),
    "reviewed": ("已审核", "Reviewed"),
    "refused": ("不予办理", "Refused"),
    "issued": ("已出证", "Issued"),
    "filed": ("已归档", "Filed"),
    "withdrawn": ("已撤回", "Withdrawn"),
    "suspended": ("停办核查", "Suspended"),
    "lapsed": ("容缺逾期终止", "Lapsed"),
}
# States in which a case is not at its end: one of a business for a thing.
OPEN = ("accepted", "reviewed", "suspended")
# How an investigation goes about it (R164 Art.75, R162 Art.84).
EVIDENCE = {
    "asked": ("询问申请人", "The applicant was questioned"),
    "assist": ("通知协助调查", "Called to assist"),
    "examined": ("检验鉴定", "Expert examination"),
    "site": ("实地检查", "On-site check"),
    "records": ("调取档案", "Files were drawn"),
    "issuer": ("向核发机关核查", "Asked of the issuing authority"),
    "statement": ("申请人陈述、补充", "What the applicant states or adds"),
    "handed_on": ("移交有管辖权的机关", "Handed on to the competent authority"),
}
# Why a case ends without a decision (撤回业务); in the list of its acts it stands as ``withdraw_`` and the reason.
WITHDRAWALS = {
    "applicant": ("申请人撤回", "The applicant withdraws"),
    "changed": ("登记情况已变", "The register has changed"),
    "unpaid": ("未缴费", "Not paid"),
    "mistake": ("录入有误", "Entered by mistake"),
}
# What a signed statement is of; whether it names the ending of a VIN instead of an ID number's; whether it says until when it holds.
STATEMENTS = {
    "driving_licence": (("机动车驾驶证", "Driving licence"), False, True),
    "mortgage_entry": (("登记证书签注：抵押登记", "Mortgage entry"), True, False),
    "mortgage_release": (("登记证书签注：解除抵押登记", "Release of a mortgage"), True, False),
    "contact_filing": (("备案记录：联系方式", "Filing of contact"), True, False),
    "vehicle_licence": (("机动车行驶证", "Vehicle licence"), True, False),
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case for those who work on it, and for the citizen whose it is; names masked."""

    id: UUID
    number: str
    business: str
    channel: str
    state: str
    visit_id: UUID | None
    ticket_id: UUID | None
    accepting_office: UUID
    managing_office: UUID
    window_id: UUID | None
    applicant_id: UUID
    agent_name: str
    subject_kind: str
    subject_id: UUID
    trace_id: UUID
    grant: dict[str, str]
    accepted_at: datetime
    due_on: date | None
    acceptor_account: UUID
    batch_id: UUID | None = None
    deferred: int = 0

    @property
    def state_zh(self) -> str:
        """The state in Chinese."""
        return WORDS[self.state][0]

    @property
    def state_en(self) -> str:
        """The state in English."""
        return WORDS[self.state][1]


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act of a case."""

    n: int
    act: str
    account_id: UUID
    at: datetime
    log_id: UUID


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """An issued document and the signed statement in its QR."""

    id: UUID
    case_id: UUID
    kind: str
    serial: str
    statement: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """What a review decided, and the ground of a refusal."""

    decision: str
    ground: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WithdrawalRow:
    """Why a case was ended without a decision, and when."""

    reason: str
    at: datetime

    @property
    def zh(self) -> str:
        """The reason in Chinese."""
        return WITHDRAWALS[self.reason][0]

    @property
    def en(self) -> str:
        """The reason in English."""
        return WITHDRAWALS[self.reason][1]


@dataclass(frozen=True, slots=True)
class SuspensionRow:
    """A suspension for those who work on it. ``due_on``: until when it is to be decided; ``outcome``: "" while it lasts, ``released``, ``refused``.

    ``limit_before``: the legal limit of the case when it was stopped.
    """

    id: UUID
    case_id: UUID
    reason: str
    seen: str
    from_state: str
    account_id: UUID
    person_id: UUID
    at: datetime
    due_on: date
    limit_before: date | None
    ended_at: datetime | None
    outcome: str
    decided_account: UUID | None
    said: str


@dataclass(frozen=True, slots=True)
class PauseRow:
    """What the applicant is told of a suspension: since when, until when at the latest, how it ended and why; never what gave rise to it."""

    at: datetime
    due_on: date
    ended_at: datetime | None
    outcome: str
    said: str


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One piece of an investigation (调查记录): how it was found, what it says."""

    n: int
    kind: str
    said: str
    account_id: UUID
    at: datetime

    @property
    def zh(self) -> str:
        """How, in Chinese."""
        return EVIDENCE[self.kind][0]

    @property
    def en(self) -> str:
        """How, in English."""
        return EVIDENCE[self.kind][1]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the public page says of a statement: ``valid``, ``superseded``, ``unknown``, ``forged`` or ``other_holder``."""

    verdict: str
    kind: str = ""
    serial: str = ""
    last4: str = ""
    issued: str = ""
    until: str = ""

    @property
    def good(self) -> bool:
        """Whether the document is what it says and is in force."""
        return self.verdict == "valid"

    @property
    def words(self) -> tuple[str, str]:
        """What the document is, in Chinese and English; nothing for a kind that this program does not know."""
        return STATEMENTS[self.kind][0] if self.kind in STATEMENTS else ("", "")

    @property
    def of_vehicle(self) -> bool:
        """Whether ``last4`` ends a VIN, not an ID number."""
        return self.kind in STATEMENTS and STATEMENTS[self.kind][1]

    @property
    def ends(self) -> bool:
        """Whether the document says until when it holds."""
        return self.kind in STATEMENTS and STATEMENTS[self.kind][2]
