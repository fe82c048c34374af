"""Front door of cases."""

from yitang.processes.cases.businesses.findings import Basis, Findings, Ground, Missing
from yitang.processes.cases.carried import as_json, precheck_of
from yitang.processes.cases.contact_filing import ContactSeen
from yitang.processes.cases.domain import WITHDRAWALS, ActRow, CaseRow, DocumentRow, ReviewRow, Verdict, WithdrawalRow
from yitang.processes.cases.errors import (
    CaseMovedOn,
    FactsChanged,
    GroundNeeded,
    LenderUnknown,
    NobodyServed,
    NothingMissing,
    NotPaid,
    NotReviewed,
    OpenCaseExists,
    OwnMatter,
    PapersMissing,
    ReasonNeeded,
    SamePerson,
)
from yitang.processes.cases.exchanging import ExchangeSeen
from yitang.processes.cases.matters import Matter, PartyRow
from yitang.processes.cases.mortgaging import MortgageSeen
from yitang.processes.cases.operations import accept_case, check, finish_visit, give_notice, issue, review, withdraw
from yitang.processes.cases.owners import PartySeen
from yitang.processes.cases.queries import (
    acts_of,
    case_for,
    case_on_screen,
    cases_of_day,
    cases_of_visit,
    cases_to_review,
    cases_under_way,
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
from yitang.processes.cases.statements import verify_statement
from yitang.processes.cases.uploading import add_upload, can_send, link_original, may_send, papers_to_send, remove_upload
from yitang.processes.cases.vehicle_licensing import VehicleLicenceSeen

__all__ = [
    "ActRow", "Basis", "CaseMovedOn", "CaseRow", "ContactSeen", "DocumentRow", "ExchangeSeen", "FactsChanged", "Findings", "Ground", "GroundNeeded",
    "LenderUnknown", "LostSeen", "Matter", "Missing", "MortgageSeen", "NobodyServed", "NotPaid", "NotReviewed", "NothingMissing", "OpenCaseExists",
    "OwnMatter", "PapersMissing", "PartyRow", "PartySeen", "ReasonNeeded", "ReleaseSeen", "ReviewRow", "SamePerson", "Seen", "VehicleLicenceSeen",
    "Verdict", "WITHDRAWALS", "WithdrawalRow", "accept_case", "acts_of", "add_upload", "as_json", "can_send", "case_for", "case_on_screen",
    "cases_of_day", "cases_of_visit", "cases_to_review", "cases_under_way", "check", "described", "document_of", "finish_visit", "give_notice",
    "issue", "link_original", "matter_of", "may_send", "may_withdraw", "notice", "own_cases", "papers_of", "papers_to_send", "parties_of",
    "precheck_of", "remove_upload", "review", "review_of", "two_people", "verify_statement", "withdraw", "withdrawal_of",
]  # fmt: skip
