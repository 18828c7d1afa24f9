"""Labels and packing slips as bytes: a small PDF without compression, or ZPL for label printers."""

from __future__ import annotations

from collections.abc import Sequence

Page = Sequence[str]
"""The lines of text on a page, from its top."""
# Width and height in points, 72 to the inch.
SIZES = {"A5": (420, 595), "A6": (298, 420)}
_MARGIN, _LINE, _FONT = 24, 16, 11


def pdf(pages: Sequence[Page], size: str) -> bytes:
    """Return a PDF document with a page of text for each of ``pages``."""
    width, height = SIZES[size]
    numbers = [4 + 2 * place for place in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, lines in zip(numbers, pages, strict=True):
        content = _drawn(lines, height)
        box = f"/MediaBox [0 0 {width} {height}] /Resources << /Font << /F 3 0 R >> >>"
        head = f"<< /Type /Page /Parent 2 0 R {box} /Contents {number + 1} 0 R >>"
        stream = f"<< /Length {len(content)} >>\nstream\n".encode()
        objects += [head.encode(), stream + content + b"\nendstream"]
    return _document(objects)


def _drawn(lines: Page, height: int) -> bytes:
    shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
    top = height - _MARGIN - _FONT
    drawing = f"BT /F {_FONT} Tf {_LINE} TL {_MARGIN} {top} Td\n{shown}ET"
    return drawing.encode("latin-1", "replace")


def _escaped(text: str) -> str:
    return "".join(f"\\{one}" if one in "\\()" else one for one in text if one.isprintable())


def _document(objects: Sequence[bytes]) -> bytes:
    body, offsets = b"%PDF-1.4\n", list[int]()
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    head = f"xref\n0 {count}\n0000000000 65535 f \n{table}"
    tail = f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + (head + tail).encode()


def zpl(pages: Sequence[Page]) -> bytes:
    """Return ZPL that prints a label for each of ``pages``."""
    return "".join(f"^XA{_fields(lines)}^XZ\n" for lines in pages).encode()


def _fields(lines: Page) -> str:
    # A caret or a tilde would begin a command.
    plain = (line.translate({ord("^"): None, ord("~"): None}) for line in lines)
    return "".join(f"^FO20,{20 + 40 * row}^A0N,28^FD{text}^FS" for row, text in enumerate(plain))
