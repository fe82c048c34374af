"""Refusals of the drivers room."""

from yitang.kernel.errors import Refusal


class NoLicence(Refusal):
    """The person holds no licence in this register."""

    code = "no_licence"
    zh = "登记里没有这个人的驾驶证。"
    en = "The register holds no licence of this person."
    status = 404


class LicenceChangedMeanwhile(Refusal):
    """Another act wrote the same kind of fact at the same time."""

    code = "licence_changed_meanwhile"
    zh = "这本驾驶证刚刚被另一项业务改动，请重新核对后再办。"
    en = "This licence was just changed by another act; check again."
    status = 409
