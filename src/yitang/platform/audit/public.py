"""Front door of the log."""

from yitang.platform.audit.configured import keeper, members
from yitang.platform.audit.domain import Gap, LogRow, SignedHead
from yitang.platform.audit.erased import ASK as ASK_ERASURE
from yitang.platform.audit.errors import LogDoesNotFit, NoSuchHead, NoSuchRow, NotProven
from yitang.platform.audit.evidence import Proven, check_proof, key_owner, read_keys
from yitang.platform.audit.gaps import ACKNOWLEDGE, acknowledge, people
from yitang.platform.audit.merkle import Tree
from yitang.platform.audit.operations import Act, WriterOutOfStep, act, destroy_keys, look, record_refusal
from yitang.platform.audit.payloads import Said, said
from yitang.platform.audit.personal import key_ids, live_keys
from yitang.platform.audit.proofs import Checked, Proof, check_row, checked, last_act, last_done, proofs
from yitang.platform.audit.proving import heads, own_keys, prove_heads, prove_row
from yitang.platform.audit.recorded import RecordedWitness
from yitang.platform.audit.remote import HttpWitness, request_message
from yitang.platform.audit.sealing import BEHIND, ClockBehind, LogWasChanged, clock_behind, run_sealer, seal_once
from yitang.platform.audit.several import Several
from yitang.platform.audit.standing import Standing, standings
from yitang.platform.audit.trail import TrailRow, Wanted, counted, trail
from yitang.platform.audit.verifying import Report, verify, verify_installation, verify_payloads
from yitang.platform.audit.witness import Batch, FolderWitness, Witness, WitnessRefuses, batch_of, continued, said_of, tree_at

__all__ = [
    "ACKNOWLEDGE", "ASK_ERASURE", "Act", "BEHIND", "Batch", "Checked", "ClockBehind", "FolderWitness", "Gap", "HttpWitness", "LogDoesNotFit",
    "LogRow", "LogWasChanged", "NoSuchHead", "NoSuchRow", "NotProven", "Proof", "Proven", "RecordedWitness", "Report", "Said", "Several",
    "SignedHead", "Standing", "TrailRow", "Tree", "Wanted", "Witness", "WitnessRefuses", "WriterOutOfStep", "acknowledge", "act", "batch_of",
    "check_proof", "check_row", "checked", "clock_behind", "continued", "counted", "destroy_keys", "heads", "keeper", "key_ids", "key_owner",
    "last_act", "live_keys", "last_done", "look", "members", "own_keys", "people", "proofs", "prove_heads", "prove_row", "read_keys", "record_refusal",
    "request_message", "run_sealer", "said", "said_of", "seal_once", "standings", "trail", "tree_at", "verify", "verify_installation",
    "verify_payloads",
]  # fmt: skip
