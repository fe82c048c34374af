"""Front door of oversight."""

from yitang.processes.oversight.domain import BEGINS, PURPOSES, RATES, Fault, Look, Pair, Rate
from yitang.processes.oversight.errors import NothingOfThatName, PurposeMissing, SpanTooLong
from yitang.processes.oversight.faults import faults, looks_without_work, officer_rates, reviewing_pairs
from yitang.processes.oversight.queries import PAGE, Asked, Line, one_row, person_reference, proof_of, timeline

__all__ = [
    "BEGINS", "PAGE", "PURPOSES", "RATES", "Asked", "Fault", "Line", "Look", "NothingOfThatName", "Pair", "PurposeMissing", "Rate", "SpanTooLong", "faults",
    "looks_without_work", "officer_rates", "one_row", "person_reference", "proof_of", "reviewing_pairs", "timeline",
]  # fmt: skip
