"""What may be kept as the scan of a signed document: whole PDF, JPEG, PNG, and nothing that acts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.files.read.rows import Unreadable
from reports.files.read.scan import MAX_SCAN, read_scan
from tests.answers import for_each
from tests.scans import END, chunk, jpeg, pdf, png, stream

WHOLE = {"pdf": pdf(), "jpg": jpeg(), "png": png(), "page of pictures": pdf(stream(b"q 595 0 0 842 0 0 cm Q"))}


@pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE)
def test_a_whole_scan_is_kept_as_it_came(data):
    assert read_scan(data).data == data


def test_the_bytes_say_what_it_is():
    assert [read_scan(data).content_type for data in (pdf(), jpeg(), png())] == [
        "application/pdf",
        "image/jpeg",
        "image/png",
    ]


@pytest.mark.parametrize("data", [jpeg(), png()])
def test_what_stands_behind_a_picture_is_cut_off(data):
    assert read_scan(data + b"<script>alert(1)</script>PK\x03\x04").data == data


ACTIVE = {
    "a program": pdf(b"<< /S /JavaScript /JS (app.alert) >>"),
    "a program under another spelling": pdf(b"<< /S /J#61va#53cript >>"),
    "a program in a stream of objects": pdf(stream(b"1 0 << /S /JavaScript >>", b"/Type /ObjStm /Filter /FlateDecode")),
    "a short name in a stream of objects": pdf(stream(b"<< /AA 5 0 R >>", b"/Type /Obj#53tm /Filter /FlateDecode")),
    "a program in a stream that says nothing of itself": pdf(stream(b"<< /S /JavaScript >>", b"")),
    "a program between false streams": pdf(b"(\nstream\n) << /S /JavaScript >> (\nendstream\n)"),
    "another program": pdf(b"<< /S /Launch /F (cmd.exe) >>"),
    "an action of opening": pdf(catalog=b"/OpenAction << /S /URI >>"),
    "an action of opening elsewhere": pdf(catalog=b"/OpenAction 9 0 R"),
    "an action of looking": pdf(catalog=b"/AA << /WC 9 0 R >>"),
    "a file": pdf(stream(b"MZ", b"/Type /EmbeddedFile")),
    "files": pdf(catalog=b"/Names << /EmbeddedFiles 9 0 R >>"),
    "a film": pdf(b"<< /Subtype /RichMedia >>"),
    "a form that sends": pdf(b"<< /S /SubmitForm >>"),
    "another kind of form": pdf(catalog=b"/AcroForm << /XFA 9 0 R >>"),
}


@for_each("data", ACTIVE.values())
def test_a_document_that_acts_is_refused(data):
    with pytest.raises(Unreadable, match="такие не принимаются"):
        read_scan(data)


REFUSED = {
    "nothing": (b"", "пуст"),
    "blanks": (b"\0\n  \t", "пуст"),
    "too large": (b"%PDF-1.4" + b" " * MAX_SCAN, "10 МБ"),
    "a text": ("Соглашение".encode(), "Это не скан"),
    "a page": (b"<html><script>alert(1)</script>", "Это не скан"),
    "a program": (b"MZ\x90\0" * 40, "Это не скан"),
    "a document": (b"PK\x03\x04" + b"\0" * 60, "документ или архив"),
    "a picture of a telephone": (b"\0\0\0\x20ftypheic" + b"\0" * 60, "HEIC"),
    "another picture": (b"GIF89a" + b"\0" * 60, "Такой снимок"),
    "something before a document": (b"PK" + pdf(), "повреждён"),
    "half a document": (pdf()[:200], "повреждён"),
    "half a stream": (pdf(stream(b"abc")).replace(b"endstream", b""), "повреждён"),
    "a locked document": (pdf(catalog=b"/Encrypt 9 0 R"), "паролем"),
    "objects packed oddly": (pdf(stream(b"abc", b"/Type /ObjStm /Filter /LZWDecode", packed=False)), "необычно"),
    "a bomb": (pdf(stream(b"\0" * (20 << 20), b"/Type /ObjStm /Filter /FlateDecode")), "необычно"),
    "half a photograph": (jpeg()[:-2], "повреждён"),
    "no pixels of a photograph": (jpeg(0, 8), "повреждён"),
    "a photograph without a size": (b"\xff\xd8\xff\xd9", "повреждён"),
    "a huge photograph": (jpeg(30_000, 10), "слишком большой"),
    "half a picture": (png()[:-3], "повреждён"),
    "a huge picture": (png(19_000, 19_000), "слишком большой"),
    "a changed picture": (png().replace(b"IDAT", b"IDAU"), "повреждён"),
    "a picture without pixels": (png()[:33] + chunk(b"IEND", b""), "повреждён"),
}


@for_each(("data", "words"), REFUSED.values())
def test_a_scan_that_is_none_is_refused_with_what_to_do(data, words):
    with pytest.raises(Unreadable, match=words):
        read_scan(data)


def test_the_page_that_is_shown_first_is_no_action():
    assert read_scan(pdf(catalog=b"/OpenAction [3 0 R /Fit]")).ending == ".pdf"


def test_letters_of_a_picture_that_look_like_a_short_name_are_none():
    picture = stream(b"\xff\xd8/JS /AA \xff", b"/Subtype /Image /Filter /DCTDecode", packed=False)
    assert read_scan(pdf(picture)).ending == ".pdf"


@settings(max_examples=150, deadline=None)
@given(
    data=st.sampled_from([*WHOLE.values(), *ACTIVE.values()]),
    place=st.integers(0, 600),
    put=st.binary(max_size=12),
    cut=st.integers(0, 40),
)
def test_a_damaged_file_is_read_or_refused(data, place, put, cut):
    damaged = data[:place] + put + data[place + cut :]
    try:
        assert damaged.startswith(read_scan(damaged).data)
    except Unreadable as refusal:
        assert str(refusal).endswith(".")


def test_the_end_of_a_document_may_be_followed_by_little():
    assert read_scan(pdf() + b"\n" * 100).data.endswith(END + b"\n" * 100)
