"""Files and pictures inside documents are items of their own."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
from readers.office import docx, letter
from readers.pdfs import down, pdf

from lekwijzer.intake import Item, Lister, open_member
from lekwijzer.readers import kind_of

CSV = b"bsn;naam\n999990019;Jansen\n999991346;Bos\n" * 20


def listed(root: Path) -> dict[str, Item]:
    items = Lister(root, root / "work/spool", kind_of).items("d", ["leak"])
    return {item.file.removeprefix("leak/"): item for item in items}


def put(root: Path, name: str, data: bytes) -> None:
    (root / "leak").mkdir(exist_ok=True)
    (root / "leak" / name).write_bytes(data)


def with_attachment(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.attachments[name] = pikepdf.AttachedFileSpec(document, content, filename=name)
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def test_what_is_embedded_in_a_document_is_an_item(tmp_path: Path) -> None:
    put(
        tmp_path,
        "a.docx",
        docx(
            letter("x"), {"word/embeddings/lijst.csv": CSV, "word/media/image1.png": b"\x89PNG\r\n\x1a\n" + bytes(90)}
        ),
    )
    put(tmp_path, "b.pdf", with_attachment(pdf(down("x")), "../lijst.csv", CSV))
    items = listed(tmp_path)
    assert {name: item.kind for name, item in items.items()} == {
        "a.docx": "docx", "a.docx!/word/embeddings/lijst.csv": "delimited", "a.docx!/word/media/image1.png": "scan",
        "b.pdf": "pdf", "b.pdf!/attachments/lijst.csv": "delimited",
    }  # fmt: skip
    for name in ("a.docx!/word/embeddings/lijst.csv", "b.pdf!/attachments/lijst.csv"):
        assert open_member(tmp_path, f"leak/{name}", tmp_path / "again").read_bytes() == CSV


def test_what_is_embedded_in_a_damaged_document_is_salvaged(tmp_path: Path) -> None:
    whole = docx(letter("x"), {"word/embeddings/lijst.csv": CSV})
    put(tmp_path, "a.docx", whole[: whole.rindex(b"PK\x01\x02", 0, -200)])
    assert listed(tmp_path)["a.docx!/word/embeddings/lijst.csv"].bytes == len(CSV)
