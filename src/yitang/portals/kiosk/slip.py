"""The slip of a number, as bytes for a receipt printer (ESC/POS); text is ours and cleaned, so no control byte gets through."""

from escpos.printer import Dummy

from yitang.kernel.text import clean
from yitang.portals.frame.drawing import ours


def slip(label: str, ahead: int, hall: str, business: str, link: str, at: str) -> bytes:
    """The bytes of a slip: number, business, hall, time, and a QR that holds our host and the reference only (X10)."""
    printer = Dummy()
    printer.set(align="center", custom_size=True, width=4, height=4)
    printer._raw(f"{label}\n".encode("gb18030"))  # noqa: SLF001 - the library has no door for Chinese bytes
    printer.set(align="center", normal_textsize=True)
    for line in (
        clean(business),
        clean(hall),
        at,
        f"前面 {ahead} 人",
        "过号：到自助机扫这张票，或到导办台",
        "Missed? Scan this slip or ask the guide desk",
        "演示 SPECIMEN",
    ):
        printer._raw(f"{line}\n".encode("gb18030", errors="replace"))  # noqa: SLF001
    printer.qr(ours(link), size=6)
    printer.cut()
    return bytes(printer.output)
