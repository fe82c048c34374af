"""Parties of a vehicle's business: owners, co-owners, lender, each in person or by an agent; order 164 Art.86 and 89 over plain facts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from yitang.processes.cases.businesses.findings import Basis, Ground, Missing

WORDS = {
    "owner": ("机动车所有人", "the owner"),
    "co_owner": ("共同所有人", "the co-owner"),
    "lender": ("抵押权人", "the lender"),
}
LETTER_ZH, LETTER_EN = "委托书样式可在本厅自助打印", "A form of the letter can be printed in this hall"
SOLDIER = "其所在的团级以上单位出具的本人住所证明"


@dataclass(frozen=True, slots=True)
class Party:
    """One of those who apply together. ``identity_shown``: a document of the right person or organisation; ``present``: the person himself is here.

    ``military``: a soldier who has no identity card yet shows his military one; ``garrison_proof``: with his unit's proof of where he lives.
    """

    role: str
    name: str = ""
    organisation: bool = False
    identity_shown: bool = True
    identity_valid: bool = True
    present: bool = True
    agent_identity: bool = False
    agent_letter: bool = False
    military: bool = False
    garrison_proof: bool = False


OWNER = Party("owner")
BANK = Party("lender", organisation=True, present=False, agent_identity=True, agent_letter=True)


@dataclass(frozen=True, slots=True)
class PartyRule:
    """A rule that is asked of each party."""

    name: str
    bites: Callable[[Party], bool]
    says: Missing | Ground


def shown(material: str, basis: Basis) -> tuple[PartyRule, ...]:
    """Who each party is, by the article of the business that asks for it; ``material``: what the catalogue calls the document."""
    return (
        PartyRule("a person shows identity", lambda p: not p.organisation and not p.identity_shown, Missing(
            material, "身份证明", "identity document", basis,
            "带本人居民身份证，或派出所办的临时居民身份证", "Bring the identity card, or a temporary one from a police station", 30)),
        PartyRule("a soldier without a card shows where he lives", lambda p: p.identity_shown and p.military and not p.garrison_proof, Missing(
            material, "团级以上单位出具的住所证明", "proof of residence by the unit", Basis("R164 Art.89", SOLDIER),
            "没办居民身份证的军人，除军人证件外还要所在团级以上单位的住所证明", "Besides the military document, the unit's proof of where the soldier lives")),
        PartyRule("an organisation shows its licence", lambda p: p.organisation and not p.identity_shown, Missing(
            material, "营业执照或统一社会信用代码证书", "business licence or credit code certificate",
            Basis("R164 Art.89", "是该单位的统一社会信用代码证书、营业执照或者社会团体法人登记证书"),
            "银行、汽车金融公司可用加盖公章的营业执照复印件", "Of a bank or car finance company a stamped copy will do")),
    )  # fmt: skip


AGENTS = (
    PartyRule("a person's agent shows identity", lambda p: not p.organisation and not p.present and not p.agent_identity, Missing(
        "id_agent", "代理人的身份证明", "agent's identity document", Basis("R164 Art.86", "应当提交代理人的身份证明和机动车所有人的委托书"),
        "代理人带自己的身份证", "The agent brings an own identity card")),
    PartyRule("a person's agent has a letter", lambda p: not p.organisation and not p.present and not p.agent_letter, Missing(
        "id_agent", "签名的委托书", "signed letter of authority", Basis("R164 Art.86", "应当提交代理人的身份证明和机动车所有人的委托书"),
        LETTER_ZH, LETTER_EN, 10)),
    PartyRule("an organisation's agent shows identity", lambda p: p.organisation and not p.agent_identity, Missing(
        "id_agent", "被委托人的身份证明", "agent's identity document", Basis("R164 Art.89", "以及加盖单位公章的委托书和被委托人的身份证明"),
        "经办人带自己的身份证", "The agent brings an own identity card")),
    PartyRule("an organisation's agent has a stamped letter", lambda p: p.organisation and not p.agent_letter, Missing(
        "id_agent", "加盖公章的委托书", "stamped letter of authority", Basis("R164 Art.89", "以及加盖单位公章的委托书和被委托人的身份证明"),
        LETTER_ZH + "，单位盖章", LETTER_EN + "; the organisation stamps it", 10)),
)  # fmt: skip


def asked(parties: Iterable[Party], rules: tuple[PartyRule, ...]) -> list[Missing | Ground]:
    """What the rules say of each party, in the order of the parties, each with whose it is."""
    return [_of(party, rule.says) for party in parties for rule in rules if rule.bites(party)]


def _of(party: Party, says: Missing | Ground) -> Missing | Ground:
    zh, en = WORDS[party.role]
    named = f"{zh}{' ' + party.name + ' ' if party.name else ''}"
    return replace(says, zh=f"{named}的{says.zh}", en=f"{says.en} of {en}")
