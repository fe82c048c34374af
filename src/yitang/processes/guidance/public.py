"""Front door of guidance."""

from yitang.processes.guidance.operations import QUESTIONS, PrecheckRow, Question, own_precheck, precheck, questions

__all__ = ["QUESTIONS", "PrecheckRow", "Question", "own_precheck", "precheck", "questions"]
