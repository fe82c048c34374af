"""Front door of outages."""

from yitang.processes.outages.domain import OUTCOMES, WHAT, WORDS, FormRow
from yitang.processes.outages.form_acts import decide_form, enter_form, miss_form, record_form, settle_form, void_form
from yitang.processes.outages.operations import FormsSheet, close_batch, end_paper_mode, print_forms, start_paper_mode
from yitang.processes.outages.queries import (
    batches,
    differing,
    entered_by,
    final_fields,
    form_for,
    form_numbered,
    forms,
    forms_to_do,
    outages_of,
    paper_mode,
    sheets,
    verify_form,
)

__all__ = [
    "OUTCOMES", "WHAT", "WORDS", "FormRow", "FormsSheet", "batches", "close_batch", "decide_form", "differing", "end_paper_mode", "enter_form", "entered_by",
    "final_fields", "form_for", "form_numbered", "forms", "forms_to_do", "miss_form", "outages_of", "paper_mode", "print_forms", "record_form", "settle_form",
    "sheets", "start_paper_mode", "verify_form", "void_form",
]  # fmt: skip
