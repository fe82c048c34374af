"""Front door of papers."""

from yitang.processes.papers.domain import KINDS, Kind, Sheet, of_notice, printable
from yitang.processes.papers.operations import print_copy, print_paper, revoke_paper
from yitang.processes.papers.queries import may_revoke, original_opens, own_papers, own_sheet, paper_for, papers_of_thing, printings, sheet, verify_paper

__all__ = [
    "KINDS", "Kind", "Sheet", "may_revoke", "of_notice", "original_opens", "own_papers", "own_sheet", "paper_for", "papers_of_thing", "print_copy",
    "print_paper", "printable", "printings", "revoke_paper", "sheet", "verify_paper",
]  # fmt: skip
