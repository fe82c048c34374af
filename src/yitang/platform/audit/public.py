"""Front door of the log."""

from yitang.platform.audit.domain import LogRow
from yitang.platform.audit.operations import Act, WriterOutOfStep, act, look, record_refusal
from yitang.platform.audit.proofs import Checked, Proof, checked, last_act, proofs
from yitang.platform.audit.sealing import BEHIND, ClockBehind, LogWasChanged, clock_behind, run_sealer, seal_once
from yitang.platform.audit.verifying import Report, verify, verify_installation
from yitang.platform.audit.witness import Batch, FolderWitness, Witness

__all__ = [
    "BEHIND", "Act", "Batch", "Checked", "ClockBehind", "FolderWitness", "LogRow", "LogWasChanged", "Proof", "Report", "Witness", "WriterOutOfStep", "act",
    "checked", "clock_behind", "last_act", "look", "proofs", "record_refusal", "run_sealer", "seal_once", "verify", "verify_installation",
]  # fmt: skip
