"""Who may admit an installation whose log is kept here."""

from yitang.platform.audit.public import ACKNOWLEDGE
from yitang.platform.identity.public import Rule

ADMIT = "custody.admit_peer"
RESTORED = "custody.confirm_restore"
DRILL = "custody.restore_drill"
OFFLINE = "custody.offline_copy"
ACCESS = (
    Rule(ADMIT, ("admin", "chief"), "any", "two_factor", "another installation's log is kept here once a person has its keys in hand"),
    Rule(ACKNOWLEDGE, ("admin", "chief", "supervisor"), "any", "two_factor", "X15: a log that lost rows opens when two people know which"),
    Rule(RESTORED, ("admin", "security", "chief"), "any", "two_factor", "ASVS 2.3.5: a restored office opens when two people have confirmed it", fresh=True),
    Rule(DRILL, ("admin",), "any", "two_factor", "that a backup was opened elsewhere, by who answers for backups"),
    Rule(OFFLINE, ("admin",), "any", "two_factor", "that a copy of a backup lies where no account of the server reaches"),
)
