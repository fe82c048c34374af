"""Refusals of the catalogue."""

from yitang.kernel.errors import Refusal


class NoSuchBusiness(Refusal):
    """The code names no business."""

    code = "no_such_business"
    zh = "没有这项业务。"
    en = "There is no such business."
    status = 404
    cure_zh = "用日常的话再查一次，比如“驾照到期”“过户”。"
    cure_en = "Search again in everyday words."


class NotYetHere(Refusal):
    """The business is known, but this office does not carry it through with this program yet."""

    code = "not_yet_at_this_office"
    zh = "“{zh}”本所暂未开通取号办理。"
    en = "“{en}” is not yet offered at this office."
    status = 422
    cure_zh = "所需材料、步骤和费用已在页面列明；请打本所电话问最近的办理点。"
    cure_en = "Papers, steps and fees are listed; call the office for the nearest place."
