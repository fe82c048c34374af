"""Front door of cases."""

from yitang.processes.cases.businesses.findings import Basis, Findings, Ground, Missing
from yitang.processes.cases.businesses.suspicions import Suspicion, suspicions
from yitang.processes.cases.carried import as_json, precheck_of
from yitang.processes.cases.contact_filing import ContactSeen
from yitang.processes.cases.correcting import FIELDS as CORRECTED
from yitang.processes.cases.correcting import CorrectionRow, ask_correction, corrections, decide_correction, faults_counted
from yitang.processes.cases.deferring import DeferralRow, bring_paper, chase_deferred, deferrable, deferrals_of, lapse_case, may_bring
from yitang.processes.cases.domain import (
    EVIDENCE,
    WITHDRAWALS,
    ActRow,
    CaseRow,
    DocumentRow,
    EvidenceRow,
    PauseRow,
    ReviewRow,
    SuspensionRow,
    Verdict,
    WithdrawalRow,
)
from yitang.processes.cases.due import DayCount, DueRow, begin_day, counted_today, due_list
from yitang.processes.cases.errors import (
    CaseMovedOn,
    CaseSuspended,
    CorrectionDecided,
    CorrectionNeeded,
    CorrectionOpen,
    DeferralBarred,
    DocumentIssued,
    EntryChanged,
    EvidenceNeeded,
    FactsChanged,
    GroundNeeded,
    LenderUnknown,
    NobodyServed,
    NothingDeferred,
    NothingFound,
    NothingMissing,
    NothingToCorrect,
    NotPaid,
    NotReviewed,
    OpenCaseExists,
    OutcomeNeeded,
    OwnEntry,
    OwnMatter,
    PaperDateNeeded,
    PapersDeferred,
    PapersMissing,
    ReasonNeeded,
    RegisteredElsewhere,
    SamePerson,
    StoppedByYou,
    SuspicionNeeded,
)
from yitang.processes.cases.exchanging import ExchangeSeen
from yitang.processes.cases.keeping import cases_to_keep
from yitang.processes.cases.matters import Matter, PartyRow
from yitang.processes.cases.money_acts import ask_overpaid, ask_refund, ask_waiver, decide_refund, decide_waiver, drop_refund, drop_waiver
from yitang.processes.cases.mortgaging import MortgageSeen
from yitang.processes.cases.operations import accept_case, check, finish_visit, give_notice, issue, review, withdraw
from yitang.processes.cases.overseeing import MistakeRow, case_with_number, entered_by_mistake, handled, review_pairs
from yitang.processes.cases.owners import PartySeen
from yitang.processes.cases.queries import (
    acts_of,
    case_for,
    case_on_screen,
    cases_of_day,
    cases_of_visit,
    cases_to_review,
    described,
    document_of,
    matter_of,
    may_withdraw,
    notice,
    own_cases,
    papers_of,
    parties_of,
    review_of,
    two_people,
    withdrawal_of,
)
from yitang.processes.cases.releasing import ReleaseSeen
from yitang.processes.cases.renewing import Seen
from yitang.processes.cases.replacing import LostSeen
from yitang.processes.cases.standing import is_withdrawn
from yitang.processes.cases.statements import verify_statement
from yitang.processes.cases.suspending import (
    add_evidence,
    may_end_suspension,
    may_suspend,
    pause_of,
    reject_case,
    release_case,
    suspend_case,
    suspensions_of,
)
from yitang.processes.cases.uploading import add_upload, can_send, link_original, may_send, papers_to_send, remove_upload
from yitang.processes.cases.vehicle_licensing import VehicleLicenceSeen

__all__ = [
    "ActRow", "Basis", "CORRECTED", "CaseMovedOn", "CaseRow", "CaseSuspended", "ContactSeen", "CorrectionDecided", "CorrectionNeeded", "CorrectionOpen",
    "CorrectionRow", "DayCount", "DeferralBarred", "DeferralRow", "DocumentIssued", "DocumentRow", "DueRow", "EVIDENCE", "EntryChanged", "EvidenceNeeded",
    "EvidenceRow", "ExchangeSeen", "FactsChanged", "Findings", "Ground", "GroundNeeded", "LenderUnknown", "LostSeen", "Matter", "Missing", "MistakeRow",
    "MortgageSeen", "NobodyServed", "NotPaid", "NotReviewed", "NothingDeferred", "NothingFound", "NothingMissing", "NothingToCorrect", "OpenCaseExists",
    "OutcomeNeeded", "OwnEntry", "OwnMatter", "PaperDateNeeded", "PapersDeferred", "PapersMissing", "PartyRow", "PartySeen", "PauseRow", "ReasonNeeded",
    "RegisteredElsewhere", "ReleaseSeen", "ReviewRow", "SamePerson", "Seen", "StoppedByYou", "SuspensionRow", "Suspicion", "SuspicionNeeded",
    "VehicleLicenceSeen", "Verdict", "WITHDRAWALS", "WithdrawalRow", "accept_case", "acts_of", "add_evidence", "add_upload", "as_json", "ask_correction",
    "ask_overpaid", "ask_refund", "ask_waiver", "begin_day", "bring_paper", "can_send", "case_for", "case_on_screen", "case_with_number", "cases_of_day",
    "cases_of_visit", "cases_to_keep", "cases_to_review", "chase_deferred", "check", "corrections", "counted_today", "decide_correction", "decide_refund",
    "decide_waiver", "deferrable", "deferrals_of", "described", "document_of", "drop_refund", "drop_waiver", "due_list", "entered_by_mistake",
    "faults_counted", "finish_visit", "give_notice", "handled", "is_withdrawn", "issue", "lapse_case", "link_original", "matter_of", "may_bring",
    "may_end_suspension", "may_send", "may_suspend", "may_withdraw", "notice", "own_cases", "papers_of", "papers_to_send", "parties_of", "pause_of",
    "precheck_of", "reject_case", "release_case", "remove_upload", "review", "review_of", "review_pairs", "suspend_case", "suspensions_of", "suspicions",
    "two_people", "verify_statement", "withdraw", "withdrawal_of",
]  # fmt: skip
