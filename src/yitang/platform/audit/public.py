"""Front door of the log."""

from yitang.platform.audit.domain import LogRow, SignedHead
from yitang.platform.audit.errors import LogDoesNotFit, NoSuchHead, NoSuchRow, NotProven
from yitang.platform.audit.evidence import Proven, check_proof, read_keys
from yitang.platform.audit.operations import Act, WriterOutOfStep, act, look, record_refusal
from yitang.platform.audit.proofs import Checked, Proof, checked, last_act, proofs
from yitang.platform.audit.proving import heads, own_keys, prove_heads, prove_row
from yitang.platform.audit.sealing import BEHIND, ClockBehind, LogWasChanged, clock_behind, run_sealer, seal_once
from yitang.platform.audit.verifying import Report, verify, verify_installation
from yitang.platform.audit.witness import Batch, FolderWitness, Witness

__all__ = [
    "BEHIND", "Act", "Batch", "Checked", "ClockBehind", "FolderWitness", "LogDoesNotFit", "LogRow", "LogWasChanged", "NoSuchHead", "NoSuchRow", "NotProven",
    "Proof", "Proven", "Report", "SignedHead", "Witness", "WriterOutOfStep", "act", "check_proof", "checked", "clock_behind", "heads", "last_act", "look",
    "own_keys", "proofs", "prove_heads", "prove_row", "read_keys", "record_refusal", "run_sealer", "seal_once", "verify", "verify_installation",
]  # fmt: skip
