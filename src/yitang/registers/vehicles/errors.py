"""Refusals of the vehicles room."""

from yitang.kernel.errors import Refusal


class NoSuchVehicle(Refusal):
    """No vehicle of the register has this plate number or VIN."""

    code = "no_such_vehicle"
    zh = "登记里没有这辆车。请核对号牌号码或车辆识别代号。"
    en = "The register holds no such vehicle. Check the plate number or VIN."
    status = 404


class SeveralVehicles(Refusal):
    """The number is on plates of several kinds."""

    code = "several_vehicles"
    zh = "这个号码在几种号牌上都有，请输入车辆识别代号。"
    en = "Plates of several kinds carry this number; type the VIN."
    status = 409


class VehicleChangedMeanwhile(Refusal):
    """Another act wrote the same kind of fact at the same time."""

    code = "vehicle_changed_meanwhile"
    zh = "这辆车的登记刚刚被另一项业务改动，请重新核对后再办。"
    en = "This vehicle was just changed by another act; check again."
    status = 409


class MortgageEnded(Refusal):
    """The entry does not stand: it was released already."""

    code = "mortgage_ended"
    zh = "这笔抵押登记已经解除，不能再解除一次。"
    en = "This mortgage was released already."
    status = 409
    cure_zh = "请重新核对车辆现有的抵押。"
    cure_en = "Check which mortgages stand now."
