"""What is taken and what is refused, each by its name; and that a copy has nothing but pixels."""

import io
import json
from importlib import import_module
from typing import Any

import pikepdf
import pytest
from PIL import Image

from yitang.kernel.errors import Refusal
from yitang.platform.policy.public import forget, load_defaults
from yitang.platform.uploads import errors, operations
from yitang.platform.uploads.domain import shown_name
from yitang.platform.uploads.public import Decoded, look_at
from yitang.platform.uploads.scanner import RecordedScanner
from yitang.platform.uploads.tests.factories import paper, picture


@pytest.fixture(autouse=True)
def policy(db: None) -> None:
    load_defaults()
    forget()


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same job in this process: what a file is refused for does not depend on where it is looked at, and a start costs a tenth of a second."""

    def decoded(job: str, content: bytes, bounds: Any, more: dict[str, int]) -> bytes:
        module, function = job.split(":")
        try:
            head, parts = getattr(import_module(module), function)(content, more)
        except Exception:  # noqa: BLE001 - as the process does
            head, parts = {"refused": "unreadable"}, []
        text = json.dumps({**head, "sizes": [len(part) for part in parts]}).encode()
        return len(text).to_bytes(4, "big") + text + b"".join(parts)

    monkeypatch.setattr(operations, "decoded", decoded)


def looked(content: bytes) -> Decoded:
    return look_at("case_paper", content)


def image(copy: bytes) -> Image.Image:
    return Image.open(io.BytesIO(copy))


def grey(copy: bytes, at: tuple[int, int]) -> int:
    """How light the copy is at a point, 0 to 255."""
    found = image(copy).convert("L").getpixel(at)
    assert isinstance(found, int)
    return found


def test_a_photo_becomes_a_copy_without_place_and_comment_turned_as_the_camera_meant_it() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Synthetic Camera"
    exif.get_ifd(0x8825)[1] = "N"
    sent = picture((60, 40), exif=exif, comment=b"a comment")
    found = looked(sent)
    assert found.kind == "jpeg"
    assert found.original == sent
    copy = image(found.copies[0])
    assert copy.size == (40, 60)
    assert dict(copy.getexif()) == {}
    assert b"Synthetic" not in found.copies[0]
    assert b"a comment" not in found.copies[0]
    assert grey(found.copies[0], (20, 5)) < 60, "what was left is on top now"
    assert grey(found.copies[0], (20, 55)) > 200


@pytest.mark.parametrize(
    ("content", "mode"),
    [
        (picture(form="PNG"), "RGB"), (picture(form="PNG", mode="L"), "L"), (picture(mode="L"), "L"), (picture(form="PNG", mode="P"), "RGB"),
        (picture(mode="CMYK"), "RGB"), (picture(progressive=True), "RGB"),
    ],
)  # fmt: skip
def test_each_form_of_picture_comes_out_plain(here: None, content: bytes, mode: str) -> None:
    copy = image(looked(content).copies[0])
    assert (copy.mode, copy.size, copy.format) == (mode, (60, 40), "JPEG")


def test_sixteen_bits_and_what_is_transparent(here: None) -> None:
    deep = Image.new("I;16", (10, 10), 0x8000)
    out = io.BytesIO()
    deep.save(out, "PNG")
    assert abs(grey(looked(out.getvalue()).copies[0], (5, 5)) - 128) < 4
    clear = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(clear, "PNG")
    assert grey(looked(clear.getvalue()).copies[0], (5, 5)) > 250


def test_a_large_photo_gives_a_smaller_copy_and_the_original_is_kept_whole(here: None) -> None:
    sent = picture((2400, 1200))
    found = looked(sent)
    assert image(found.copies[0]).size == (2000, 1000)
    assert found.original == sent


def test_a_paper_becomes_a_picture_for_each_page() -> None:
    found = looked(paper(3))
    assert found.kind == "pdf"
    assert [image(copy).size for copy in found.copies] == [(1167, 1653)] * 3
    assert grey(found.copies[0], (500, 235)) < 60, "the black bar"


def in_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def in_launch(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")


def in_files(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["x.txt"] = b"hidden"


def in_form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=pdf.make_stream(b"<xdp/>"))


def in_many(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Many = pikepdf.Array([pdf.make_indirect(pikepdf.Dictionary(N=n)) for n in range(20_001)])


def in_depth(pdf: pikepdf.Pdf) -> None:
    deep = pikepdf.Array()
    for _ in range(100):
        deep = pikepdf.Array([deep])
    pdf.Root.Deep = deep


def in_picture(pdf: pikepdf.Pdf) -> None:
    made = pdf.make_stream(b"x", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=100_000, Height=100_000, BitsPerComponent=8)
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=made))


STREAMS = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}


def frames() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "PNG", save_all=True, append_images=[Image.new("RGB", (9, 9), "red")])
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", errors.UploadEmpty), (b"x", errors.UploadTypeRefused), (b"\xff\xd8\xff", errors.UploadUnreadable), (b"%PDF-1.7", errors.UploadUnreadable),
        (b"\xff\xd8\xff" + bytes(10 << 20), errors.UploadTooLarge), (picture(form="GIF"), errors.UploadTypeRefused),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", errors.UploadTypeRefused), (picture()[:-200], errors.UploadUnreadable),
        (frames(), errors.UploadMoves), (paper(31), errors.UploadTooManyPages), (paper(1, in_script), errors.UploadActs),
        (paper(1, in_script, **STREAMS), errors.UploadActs), (paper(1, in_launch, **STREAMS), errors.UploadActs),
        (paper(1, in_files, **STREAMS), errors.UploadHoldsFiles), (paper(1, in_form, **STREAMS), errors.UploadIsForm),
        (paper(1, encryption=pikepdf.Encryption(owner="a", user="b")), errors.UploadLocked),
        (paper(1, encryption=pikepdf.Encryption(owner="a", user="")), errors.UploadLocked),
        (paper(1, in_many), errors.UploadTooComplex), (paper(1, in_many, **STREAMS), errors.UploadTooComplex), (paper(1, in_depth), errors.UploadTooComplex),
        (paper(1, in_picture), errors.UploadTooManyPixels), (picture((8000, 5001), "PNG", "1"), errors.UploadTooManyPixels),
    ],
)  # fmt: skip
def test_each_refusal_has_its_name(here: None, content: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as said:
        looked(content)
    assert "{" not in said.value.zh_text + said.value.en_text + said.value.cure_zh_text
    assert said.value.cure_zh
    assert said.value.cure_en


def test_a_script_is_found_under_a_name_in_disguise(here: None) -> None:
    plain = paper(1, in_script)
    assert plain.count(b"/JavaScript") == 1
    with pytest.raises(errors.UploadActs):
        looked(plain.replace(b"/JavaScript", b"/J#61vaScript"))


def test_the_process_refuses_as_the_job_does_in_here() -> None:
    for content, refusal in ((paper(1, in_script, **STREAMS), errors.UploadActs), (picture()[:-200], errors.UploadUnreadable), (frames(), errors.UploadMoves)):
        with pytest.raises(refusal):
            looked(content)


def test_a_slot_that_policy_does_not_know_takes_nothing() -> None:
    with pytest.raises(errors.SlotUnknown):
        look_at("anything", picture())


def test_the_office_scanner_is_asked_before_the_decoder_and_its_silence_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> bytes:
        raise AssertionError("decoded")

    with monkeypatch.context() as closed:
        closed.setattr(operations, "decoded", never)
        closed.setattr(operations, "scanner", lambda: RecordedScanner(b"stream: Synthetic.Test FOUND\0"))
        with pytest.raises(errors.ScannerFound):
            looked(picture())
        closed.setattr(operations, "scanner", lambda: RecordedScanner(None))
        with pytest.raises(errors.ScannerSilent):
            looked(picture())
    monkeypatch.setattr(operations, "scanner", lambda: RecordedScanner(b"stream: OK\0"))
    assert looked(picture()).kind == "jpeg"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"), ("C:\\fotos\\a.jpg", "a.jpg"), ("a\0b.jpg", "ab.jpg"), ("\u202egpj.exe", "gpj.exe"), ("  .. ", ""),
        ("身份证 正面.JPG", "身份证 正面.JPG"), ("<b>.png", "<b>.png"), ("a\r\nX: 1.pdf", "aX: 1.pdf"), ("x" * 300 + ".pdf", "x" * 70 + "…xxxxx.pdf"),
    ],
)  # fmt: skip
def test_a_sent_name_is_never_a_path_and_never_reads_backwards(sent: str, shown: str) -> None:
    assert shown_name(sent) == shown
