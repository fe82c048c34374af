"""What the register of vehicles holds of somebody as an owner, for himself."""

from typing import Any
from uuid import UUID

from yitang.platform.database.public import Part, rows


def _owned(own: frozenset[UUID]) -> list[dict[str, Any]]:
    return rows(
        "SELECT v.vin, p.number AS plate, f.true_from, f.true_to FROM vehicles_fact f JOIN vehicles_vehicle v ON v.id = f.vehicle_id "
        "LEFT JOIN vehicles_plate p ON p.vehicle_id = v.id AND p.true_to IS NULL "
        "WHERE f.kind = 'owners' AND f.value -> 'owners' ?| %s AND f.superseded_at IS NULL ORDER BY f.known_at DESC",
        [[str(one) for one in own]],
    )


PARTS = (
    Part("vehicles.owned", "机动车", "vehicles", _owned, {"plate": "号牌", "vin": "车辆识别代号", "true_from": "从", "true_to": "到"}, None,
         "机动车登记档案要保存，保存期内不能删", "the vehicle's file has to be kept", "个人信息保护法第47条第2款；R164 Art.87"),
)  # fmt: skip
