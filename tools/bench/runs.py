"""One repetition of a timed bench."""

from collections.abc import Iterable
from dataclasses import dataclass

from tools.bench.crowd import Answer
from tools.bench.verdict import number, percentile


@dataclass(frozen=True, slots=True)
class Run:
    """One repetition: its answers, how long all took, and the least of what the database then held more."""

    answers: list[Answer]
    took_s: float
    written: int

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.answers) / self.took_s

    def p(self, share: float) -> float:
        """Percentile of the answers' times in milliseconds."""
        return percentile([answer.took_s * 1000 for answer in self.answers], share)


def listed(values: Iterable[float]) -> str:
    """The figures of the repetitions."""
    return " ".join(number(round(value, 1)) for value in values)
