"""Front door of guidance."""

from yitang.processes.guidance.operations import PrecheckRow, own_precheck, precheck
from yitang.processes.guidance.questions import QUESTIONS, Question, questions

__all__ = ["QUESTIONS", "PrecheckRow", "Question", "own_precheck", "precheck", "questions"]
