"""Files and pictures inside documents are items of their own."""

from __future__ import annotations

import io
from pathlib import Path

import olefile
import pikepdf
from readers.compound import compound, doc, native, xls
from readers.office import docx, letter
from readers.pdfs import down, pdf

from lekwijzer.intake import Item, Lister, open_member
from lekwijzer.intake.ole_write import compound as written
from lekwijzer.readers import doc as word
from lekwijzer.readers import kind_of, xlsx

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


SAYS = "Naam: B. Jansen, geboren 01-02-1950, BSN 999991346"


def inside(data: bytes, storage: str) -> dict[str, bytes]:
    """The streams of a document as they stand in another one."""
    file = olefile.OleFileIO(io.BytesIO(data))
    return {f"{storage}/{names[0]}": file.openstream(names).read() for names in file.listdir()}


def test_what_is_embedded_in_an_old_document_is_an_item(tmp_path: Path) -> None:
    inner = {"Package": docx(letter("x")), "other": b"x"}
    put(tmp_path, "a.docx", docx(letter("x"), {"word/embeddings/oleObject1.bin": compound(inner)}))
    put(tmp_path, "b.xls", xls([["a", "b"]], streams={"MBD01/\x01Ole10Native": native("lijst.csv", CSV)}))
    put(tmp_path, "c.xls", xls([["a", "b"]], streams=inside(doc(SAYS), "MBD02")))
    put(tmp_path, "d.bin", compound(inside(xls([["bsn", "naam"], ["999991346", "Jansen"]]), "MBD03")))
    items = listed(tmp_path)
    assert {name: item.kind for name, item in items.items()} == {
        "a.docx": "docx", "a.docx!/word/embeddings/oleObject1.bin": "ole", "a.docx!/word/embeddings/oleObject1.bin!/Package": "docx",
        "b.xls": "xlsx", "b.xls!/MBD01/lijst.csv": "delimited", "c.xls": "xlsx", "c.xls!/MBD02": "doc", "d.bin": "ole", "d.bin!/MBD03": "xlsx",
    }  # fmt: skip
    (part,) = word.read(items["c.xls!/MBD02"].path or tmp_path, [])
    assert [row for batch in part.batches for row in batch["bsn"].to_list()] == ["999991346"]
    (table,) = xlsx.read(items["d.bin!/MBD03"].path or tmp_path, [])
    assert [row[:2] for batch in table.batches for row in batch.rows()] == [("999991346", "Jansen")]
    assert open_member(tmp_path, "leak/b.xls!/MBD01/lijst.csv", tmp_path / "again").read_bytes() == CSV


def test_pictures_in_an_old_document_are_items(tmp_path: Path) -> None:
    shown = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
    blip = b"\x00\x6e\x1e\xf0" + (17 + len(shown)).to_bytes(4, "little") + bytes(17) + shown
    put(tmp_path, "a.ppt", compound({"PowerPoint Document": bytes(90), "Pictures": blip + blip}))
    items = listed(tmp_path)
    assert [(name, item.bytes) for name, item in items.items() if item.kind == "scan"] == [
        ("a.ppt!/Pictures/picture1", len(shown)), ("a.ppt!/Pictures/picture2", len(shown)),
    ]  # fmt: skip


def test_a_large_document_is_written_anew_whole() -> None:
    content = bytes(range(256)) * 80_000
    data = b"".join(written([("Workbook", content), ("b", b"x" * 5000)]))
    file = olefile.OleFileIO(io.BytesIO(data))
    assert file.openstream("Workbook").read() == content
    assert file.openstream("b").read() == b"x" * 5000


def test_what_is_embedded_in_an_rtf_text_is_an_item(tmp_path: Path) -> None:
    shown = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
    inner = native("lijst.csv", CSV)[4:]
    package = (
        b"\1\5\0\0\2\0\0\0"
        + b"".join(len(t).to_bytes(4, "little") + t for t in (b"Package\0", b"", b""))
        + len(inner).to_bytes(4, "little")
        + inner
    )
    objects = rf"{{\object\objemb{{\*\objclass Package}}{{\*\objdata {package.hex()}}}}}"
    pictures = rf"{{\pict\pngblip\picw10 {shown.hex()}}}"
    put(tmp_path, "a.rtf", ("{\\rtf1 x" + objects + pictures + "}").encode())
    items = listed(tmp_path)
    assert {name: (item.kind, item.bytes) for name, item in items.items() if "!" in name} == {
        "a.rtf!/lijst.csv": ("delimited", len(CSV)), "a.rtf!/picture2": ("scan", len(shown)),
    }  # fmt: skip
