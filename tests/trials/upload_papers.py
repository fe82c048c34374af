"""The papers (PDF) of the corpus of uploads, made when they are asked for."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Encryption, Name, ObjectStreamMode, Pdf

from tests.trials.upload_odd import ACTS, COMPLEX, FILES, FORM, HARD, LOCKED, PAGES, PIXELS, TAKEN, UNREADABLE, Odd, one
from tests.trials.upload_pictures import resized
from yitang.platform.uploads.tests.factories import paper, picture


def root(**entries: Any) -> Callable[[Pdf], None]:
    """Entries of the catalogue of a paper."""

    def change(pdf: Pdf) -> None:
        for key, value in entries.items():
            pdf.Root["/" + key] = value(pdf) if callable(value) else value

    return change


def on_page(**entries: Any) -> Callable[[Pdf], None]:
    """Entries of its first page."""

    def change(pdf: Pdf) -> None:
        for key, value in entries.items():
            pdf.pages[0].obj["/" + key] = value(pdf) if callable(value) else value

    return change


def action(kind: str, **more: Any) -> Dictionary:
    return Dictionary(S=Name("/" + kind), **more)


def note(subtype: str, **more: Any) -> Array:
    """One annotation."""
    return Array([Dictionary(Type=Name.Annot, Subtype=Name("/" + subtype), Rect=Array([0, 0, 9, 9]), **more)])


def attached(pdf: Pdf) -> None:
    pdf.attachments["run.exe"] = b"MZ"


def itself(pdf: Pdf) -> Any:
    """An outline whose first entry is itself."""
    made = pdf.make_indirect(Dictionary(Title="x"))
    made.First = made.Last = made.Next = made
    return made


def form_in_itself(pdf: Pdf) -> None:
    """A drawing that draws itself."""
    made = pdf.make_stream(b"/F Do", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    made.Resources = Dictionary(XObject=Dictionary(F=made))
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(F=made))
    pdf.pages[0].Contents = pdf.make_stream(b"/F Do")


def kids_in_circle(pdf: Pdf) -> None:
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)


def drawing(data: bytes, **more: Any) -> Callable[[Pdf], None]:
    """A picture in the paper."""

    def change(pdf: Pdf) -> None:
        said = {"Width": 100, "Height": 100, "BitsPerComponent": 8, "ColorSpace": Name.DeviceGray, **more}
        made = pdf.make_stream(data, Type=Name.XObject, Subtype=Name.Image, **said)
        pdf.pages[0].Resources = Dictionary(XObject=Dictionary(I=made))
        pdf.pages[0].Contents = pdf.make_stream(b"q 400 0 0 400 0 0 cm /I Do Q")

    return change


def content(data: bytes) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        pdf.pages[0].Contents = pdf.make_stream(data)

    return change


def million() -> bytes:
    """A million objects in one object stream, with an index for them (ISO 32000-2, 7.5.7 and 7.5.8); some MB once packed."""
    count = 1_000_000
    index = " ".join(f"{n + 4} {2 * n}" for n in range(count)).encode() + b" "
    packed = zlib.compress(index + b"1 " * count, 9)
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, 2)
    at = {}
    for n, body in ((1, b"<</Type/Catalog/Pages 2 0 R>>"), (2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>"), (3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")):
        at[n] = out.tell()
        out.write(b"%d 0 obj%sendobj\n" % (n, body))
    holder, table = count + 4, count + 5
    at[holder] = out.tell()
    out.write(
        b"%d 0 obj<</Type/ObjStm/N %d/First %d/Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj\n" % (holder, count, len(index), len(packed), packed)
    )
    start = out.tell()
    rows = [struct.pack(">BIH", 0, 0, 0), *(struct.pack(">BIH", 1, at[n], 0) for n in (1, 2, 3))]
    rows += [struct.pack(">BIH", 2, holder, n & 0xFFFF) for n in range(count)]
    rows += [struct.pack(">BIH", 1, at[holder], 0), struct.pack(">BIH", 1, start, 0)]
    body = zlib.compress(b"".join(rows), 9)
    out.write(
        b"%d 0 obj<</Type/XRef/Size %d/W[1 4 2]/Root 1 0 R/Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj\n" % (table, count + 6, len(body), body)
    )
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def plain_pdf(body: bytes, count: int = 1, kids: bytes = b"3 0 R", tail: bytes = b"") -> bytes:
    """A paper written by hand without an index: readers must find its objects themselves."""
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R%s>>endobj\n2 0 obj<</Type/Pages/Kids[%s]/Count %d>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n%s\ntrailer<</Root 1 0 R/Size 9>>\n%%%%EOF\n" % (body, kids, count, tail)
    )


ENTRIES: dict[str, tuple[Callable[[Pdf], None], tuple[str, ...]]] = {
    "script when opened": (root(OpenAction=action("JavaScript", JS="app.alert(1)")), (ACTS,)),
    "script in a stream": (root(OpenAction=lambda pdf: action("JavaScript", JS=pdf.make_stream(b"app.alert(1)"))), (ACTS,)),
    "script by name": (root(Names=Dictionary(JavaScript=Dictionary(Names=Array(["a", action("JavaScript", JS="1")])))), (ACTS,)),
    "script when closed": (root(AA=Dictionary(WC=action("JavaScript", JS="1"))), (ACTS,)),
    "script of a page": (on_page(AA=Dictionary(O=action("JavaScript", JS="1"))), (ACTS,)),
    "script of a note": (on_page(Annots=note("Link", A=action("JavaScript", JS="1"))), (ACTS,)),
    "script after another action": (root(OpenAction=action("URI", URI="http://127.0.0.1/", Next=Array([action("JavaScript", JS="1")]))), (ACTS,)),
    "launch": (root(OpenAction=action("Launch", F="cmd.exe")), (ACTS,)),
    "launch of a note": (on_page(Annots=note("Link", A=action("Launch", Win=Dictionary(F="cmd.exe")))), (ACTS,)),
    "launch by reference": (root(OpenAction=lambda pdf: Dictionary(S=pdf.make_indirect(Name.Launch), F="cmd.exe")), (ACTS,)),
    "submit": (on_page(Annots=note("Widget", A=action("SubmitForm", F="http://127.0.0.1/"))), (ACTS,)),
    "import": (root(OpenAction=action("ImportData", F="x.fdf")), (ACTS,)),
    "rendition": (root(OpenAction=action("Rendition", OP=0)), (ACTS,)),
    "another paper": (root(OpenAction=action("GoToR", F="\\\\127.0.0.1\\x.pdf", D="a")), (ACTS,)),
    "a paper inside": (root(OpenAction=action("GoToE", D="a")), (ACTS,)),
    "sound": (root(OpenAction=action("Sound")), (ACTS,)),
    "attached": (attached, (FILES,)),
    "note with a file": (on_page(Annots=note("FileAttachment", FS=Dictionary(F="x"))), (FILES,)),
    "file of a note": (on_page(Annots=note("Text", FS=Dictionary(EF=Dictionary()))), (FILES,)),
    "rich media": (on_page(Annots=note("RichMedia", RichMediaContent=Dictionary())), (FILES,)),
    "movie": (on_page(Annots=note("Movie")), (FILES,)),
    "three dimensions": (on_page(Annots=note("3D")), (FILES,)),
    "screen": (on_page(Annots=note("Screen")), (FILES,)),
    "dynamic form": (root(AcroForm=lambda pdf: Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp/>"))), (FORM,)),
    "form that is only filled in": (root(AcroForm=Dictionary(Fields=Array())), (TAKEN,)),
    "link": (on_page(Annots=note("Link", A=action("URI", URI="http://127.0.0.1/"))), (TAKEN,)),
    "outline in a circle": (root(Outlines=itself), (TAKEN, UNREADABLE)),
    "drawing in itself": (form_in_itself, (TAKEN,)),
    "pages in a circle": (kids_in_circle, (UNREADABLE,)),
    "picture 100000 wide": (drawing(b"x", Width=100_000, Height=100_000), (PIXELS,)),
    "picture of nonsense, jbig2": (drawing(b"nonsense" * 99, Filter=Name.JBIG2Decode), (TAKEN,)),
    "picture of nonsense, jpx": (drawing(b"nonsense" * 99, Filter=Name.JPXDecode), (TAKEN,)),
    "picture of nonsense, dct": (drawing(b"\xff\xd8\xff" * 99, Filter=Name.DCTDecode), (TAKEN,)),
    "picture of nonsense, ccitt": (drawing(b"nonsense" * 99, Filter=Name.CCITTFaxDecode), (TAKEN,)),
    "picture of a jpeg of another size": (drawing(resized(picture(), 60_000, 60_000), Filter=Name.DCTDecode), (TAKEN, HARD)),
    "page of a million inches": (on_page(MediaBox=Array([0, 0, 10**9, 10**9])), (TAKEN, UNREADABLE)),
    "page of nothing": (on_page(MediaBox=Array([0, 0, 0, 0])), (TAKEN, UNREADABLE)),
    "page turned inside out": (on_page(MediaBox=Array([100, 100, -100, -100])), (TAKEN, UNREADABLE)),
    "page a line wide": (on_page(MediaBox=Array([0, 0, 1, 14_400])), (TAKEN,)),
    "page turned": (on_page(Rotate=90), (TAKEN,)),
    "page turned by 45": (on_page(Rotate=45), (TAKEN, UNREADABLE)),
    "units of 75 inches": (on_page(UserUnit=75), (TAKEN,)),
    "a hundred thousand saves": (content(b"q " * 100_000), (TAKEN,)),
    "a hundred thousand lines": (content(b"0 0 m 99 99 l S " * 100_000), (TAKEN, HARD)),
    "200 MB of spaces": (content(bytes(200 << 20).replace(b"\0", b" ")), (TAKEN, HARD)),
    "operators of nonsense": (content(b"]]>> << [ ) /F 1e999 Tf (\xff BT" * 999), (TAKEN,)),
    "a hundred arrays deep": (root(Deep=lambda _: _deep(100)), (COMPLEX,)),
    "thirty-one pages": (lambda pdf: [pdf.add_blank_page(page_size=(9, 9)) for _ in range(30)] and None, (PAGES,)),
    "thirty pages": (lambda pdf: [pdf.add_blank_page(page_size=(9, 9)) for _ in range(29)] and None, (TAKEN,)),
    "twenty thousand and one objects": (root(Many=lambda pdf: Array([pdf.make_indirect(Dictionary(N=n)) for n in range(20_001)])), (COMPLEX,)),
}  # fmt: skip


def _deep(n: int) -> Array:
    found = Array()
    for _ in range(n):
        found = Array([found])
    return found


def papers() -> Iterator[Odd]:
    for name, (change, becomes) in ENTRIES.items():
        yield one(f"paper: {name}", partial(paper, 1, change), *becomes)
        if becomes in ((ACTS,), (FILES,), (FORM,)):
            yield one(f"paper, packed: {name}", partial(paper, 1, change, object_stream_mode=ObjectStreamMode.generate), *becomes)
    for key in (2, 3, 4, 6):
        for user in ("", "secret"):
            lock = Encryption(owner="owner", user=user, R=key, allow=pikepdf.Permissions(), aes=key >= 4, metadata=key >= 4)
            yield one(f"paper locked R{key} {user}", partial(paper, 1, None, encryption=lock), LOCKED)
    for version in ("1.0", "1.4", "1.7", "2.0", "9.9"):
        yield one(f"paper version {version}", lambda v=version: paper(force_version="1.4").replace(b"%PDF-1.4", b"%PDF-" + v.encode(), 1), TAKEN)
    yield one("paper linearised", partial(paper, 2, None, linearize=True), TAKEN)
    yield one("paper of nothing but its beginning", b"%PDF-1.7\n", UNREADABLE)
    yield one("paper without an index", plain_pdf(b""), TAKEN, UNREADABLE)
    yield one("paper without pages", plain_pdf(b"", 0, b""), UNREADABLE)
    yield one("paper that says a billion pages", plain_pdf(b"", 10**9), TAKEN, UNREADABLE, PAGES)
    yield one("paper with one page a thousand times", plain_pdf(b"", 1000, b"3 0 R " * 1000), PAGES, UNREADABLE)
    yield one("paper with a script in disguise", plain_pdf(b"/OpenAction<</S/J#61v#61Script/JS(app.alert\\(1\\))>>"), ACTS)
    yield one("paper with a launch in disguise", plain_pdf(b"/OpenAction<</S/L#61unch/F(cmd.exe)>>"), ACTS)
    yield one("paper with a script that nothing leads to", plain_pdf(b"", tail=b"8 0 obj<</S/JavaScript/JS(1)>>endobj"), ACTS)
    yield one("paper a hundred thousand arrays deep", plain_pdf(b"/Deep " + b"[" * 100_000 + b"]" * 100_000), COMPLEX, UNREADABLE, TAKEN, HARD)
    yield one(
        "paper a hundred thousand dictionaries deep", plain_pdf(b"/Deep " + b"<</D " * 100_000 + b"1" + b">>" * 100_000), COMPLEX, UNREADABLE, TAKEN, HARD
    )
    yield one("paper of a million objects in a stream", million, COMPLEX)
    yield one("paper of three hundred thousand objects", lambda: plain_pdf(b"", tail=b"".join(b"%d 0 obj 1 endobj\n" % n for n in range(9, 300_009))), COMPLEX)
    yield one("paper whose index leads back to itself", _index_in_circle(), TAKEN, UNREADABLE)


def _index_in_circle() -> bytes:
    found = paper()
    at = int(found.rsplit(b"startxref\n", 1)[1].split()[0])
    return found.replace(b"trailer <<", b"trailer << /Prev %d" % at, 1)
