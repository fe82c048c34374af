"""Front door of cases."""

from yitang.processes.cases.businesses.findings import Basis, Findings, Ground, Missing
from yitang.processes.cases.checking import Seen, as_json, precheck_renewal
from yitang.processes.cases.domain import ActRow, CaseRow, DocumentRow, Verdict
from yitang.processes.cases.errors import (
    CaseMovedOn,
    FactsChanged,
    NobodyServed,
    NotPaid,
    NotReviewed,
    OpenCaseExists,
    PapersMissing,
    SamePerson,
)
from yitang.processes.cases.operations import accept_case, check, due_on, finish_visit, give_notice, issue, review
from yitang.processes.cases.queries import acts_of, case_for, cases_of_day, cases_of_visit, document_of, notice, own_cases
from yitang.processes.cases.statements import verify_statement

__all__ = [
    "ActRow", "Basis", "CaseMovedOn", "CaseRow", "DocumentRow", "FactsChanged", "Findings", "Ground", "Missing", "NobodyServed", "NotPaid",
    "NotReviewed", "OpenCaseExists", "PapersMissing", "SamePerson", "Seen", "Verdict", "accept_case", "acts_of", "as_json", "case_for",
    "cases_of_day", "cases_of_visit", "check", "document_of", "due_on", "finish_visit", "give_notice", "issue", "notice", "own_cases",
    "precheck_renewal", "review", "verify_statement",
]  # fmt: skip
