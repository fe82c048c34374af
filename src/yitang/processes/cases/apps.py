"""The room of cases: accept, review and pay, issue, file."""

from django.apps import AppConfig


class Cases(AppConfig):
    """Cases and their acts."""

    name = "yitang.processes.cases"
    label = "cases"
    exports = "yitang.processes.cases.exports:EXPORTS"
    subject = "yitang.processes.cases.subject:PARTS"
    access = "yitang.processes.cases.access:ACCESS"
    append_only = ("cases_act", "cases_party", "cases_paper", "cases_review", "cases_notice", "cases_evidence", "cases_due_day")
