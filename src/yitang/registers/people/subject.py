"""What the register of people holds of somebody, for himself; what of it may be deleted when he asks."""

from typing import Any
from uuid import UUID

from yitang.platform.audit.public import Act
from yitang.platform.database.public import Part, execute, rows
from yitang.platform.keys.public import unwrap

DUTY_ZH = "登记档案要保存，保存期内不能删；期满前只保存、不作别的用"
DUTY_EN = "the registration file has to be kept; until its term is over it is stored and used for nothing else"
ARTICLE = "个人信息保护法第47条第2款；R164 Art.87；R162 Art.106"


def _persons(own: frozenset[UUID]) -> list[dict[str, Any]]:
    return rows("SELECT name, kind, known_at FROM people_person WHERE id = ANY(%s) ORDER BY known_at DESC", [list(own)])


def _documents(own: frozenset[UUID]) -> list[dict[str, Any]]:
    found = rows(
        "SELECT id, kind, number_cipher, true_from, true_to FROM people_document WHERE person_id = ANY(%s) ORDER BY true_from DESC, known_at DESC", [list(own)]
    )
    return [
        {"kind": one["kind"], "number": unwrap(one["number_cipher"], f"people_document:number_cipher:{one['id']}").decode(), "true_from": one["true_from"],
         "true_to": one["true_to"]}
        for one in found
    ]  # fmt: skip


def _phones(own: frozenset[UUID], former: bool) -> list[dict[str, Any]]:
    found = rows(
        "SELECT id, number_cipher, true_from, true_to FROM people_phone WHERE person_id = ANY(%s) AND (true_to IS NOT NULL) = %s ORDER BY true_from DESC",
        [list(own), former],
    )
    return [
        {"number": unwrap(one["number_cipher"], f"people_phone:number_cipher:{one['id']}").decode(), "true_from": one["true_from"], "true_to": one["true_to"]}
        for one in found
    ]


def _names(own: frozenset[UUID]) -> list[dict[str, Any]]:
    found = rows(
        "SELECT id, former_cipher, true_from FROM people_change WHERE person_id = ANY(%s) AND former_cipher IS NOT NULL ORDER BY true_from DESC", [list(own)]
    )
    return [{"name": unwrap(one["former_cipher"], f"people_change:former_cipher:{one['id']}").decode(), "true_to": one["true_from"]} for one in found]


def _erase_former_phones(this: Act, own: frozenset[UUID]) -> int:
    """Numbers that are no longer his: nothing rests on them."""
    this.note({"people.former_phones": "deleted"})
    return execute("DELETE FROM people_phone WHERE person_id = ANY(%s) AND true_to IS NOT NULL", [list(own)])


PARTS = (
    Part("people.person", "姓名", "name", _persons, {"name": "姓名", "kind": "类别", "known_at": "登记时间"}, None, DUTY_ZH, DUTY_EN, ARTICLE),
    Part("people.documents", "身份证明", "identity documents", _documents,
         {"kind": "种类", "number": "号码", "true_from": "从", "true_to": "到"}, None, DUTY_ZH, DUTY_EN, ARTICLE),
    Part("people.phones", "登记的手机", "registered phone", lambda own: _phones(own, False), {"number": "号码", "true_from": "从", "true_to": "到"}, None,
         "联系方式是登记事项，换号可以到窗口变更", "the phone is part of the registration; it can be changed at a window", "R164 Art.23"),
    Part("people.former_phones", "以前的手机", "former phones", lambda own: _phones(own, True), {"number": "号码", "true_from": "从", "true_to": "到"},
         _erase_former_phones),
    Part("people.former_names", "以前的姓名", "former names", _names, {"name": "姓名", "true_to": "到"}, None, DUTY_ZH, DUTY_EN, ARTICLE),
)  # fmt: skip
