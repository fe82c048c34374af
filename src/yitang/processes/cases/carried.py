"""The businesses that are carried through from question to archive, by their code in the catalogue."""

from yitang.processes.cases.businesses.findings import Findings
from yitang.processes.cases.contact_filing import ContactFiling
from yitang.processes.cases.exchanging import Exchange
from yitang.processes.cases.matters import Business
from yitang.processes.cases.mortgaging import Mortgage
from yitang.processes.cases.releasing import Release
from yitang.processes.cases.renewing import Renewal
from yitang.processes.cases.replacing import Replacement
from yitang.processes.cases.vehicle_licensing import VehicleLicence

CARRIED: dict[str, Business] = {
    "DRV-RENEW": Renewal(),
    "DRV-INFO": Exchange(),
    "DRV-LOST": Replacement(),
    "VEH-LIC-DUP": VehicleLicence(),
    "VEH-MORTGAGE": Mortgage(),
    "VEH-MORTGAGE-REL": Release(),
    "VEH-REC-TEL": ContactFiling(),
}


def precheck_of(code: str, answers: dict[str, bool]) -> Findings:
    """The check before a number: from what somebody says alone, nothing of a register is read."""
    return CARRIED[code].precheck(answers)


def as_json(findings: Findings) -> dict[str, list[dict[str, str]]]:
    """Findings as they are kept with a notice."""
    return {
        "missing": [
            {"material": m.material, "zh": m.zh, "en": m.en, "article": m.basis.article, "cure_zh": m.cure_zh, "cure_en": m.cure_en} for m in findings.missing
        ],
        "grounds": [{"code": g.code, "zh": g.zh, "en": g.en, "article": g.basis.article, "cure_zh": g.cure_zh, "cure_en": g.cure_en} for g in findings.grounds],
    }
