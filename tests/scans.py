"""Scans made by hand: the smallest whole files of each kind, and what people hide in them."""

import zlib

END = b"\nstartxref\n9\n%%EOF\n"


def pdf(*objects, catalog=b""):
    """A PDF of these objects (bytes) beside an empty page."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    own = [b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page]
    numbered = enumerate([*own, *objects], 1)
    return b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in numbered) + b"trailer <<>>" + END


def stream(body, facts=b"/Filter /FlateDecode", *, packed=True):
    """An object that holds these bytes."""
    body = zlib.compress(body) if packed else body
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (facts, len(body), body)


def chunk(name, body):
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


def png(width=8, height=8):
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 0, 0, 0, 0])
    pixels = zlib.compress(b"\0" * 72)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg(width=8, height=8):
    """Its frame and its scan are those of a decoder; the pixels are noise."""
    frame = b"\xff\xc0\x00\x0b\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + b"\x01\x01\x11\x00"
    return (
        b"\xff\xd8\xff\xe0\x00\x04ab"
        + frame
        + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x12\xff\x00\x34\xff\xd0\x56\xff\xd9"
    )
