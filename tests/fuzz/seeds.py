"""Whole files of many kinds, to be damaged."""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
import tempfile
from pathlib import Path

import polars as pl
from factory import leak, leaked, people
from intake.making import cab, rar5
from intake.test_listing import tarred, zipped
from PIL import Image
from readers import compound, office, pdfs, workbook

PEOPLE = people(8)
CSV = leaked(*(leak(p) for p in PEOPLE)).encode()
LETTER = f"Geachte mevrouw {PEOPLE[0].surname},\n\nBSN: {PEOPLE[0].bsn}\nGeboortedatum: {PEOPLE[0].born:%d-%m-%Y}\n\nDe uitslag is goed.\n"
ROWS = [
    ["bsn", "achternaam", "geboortedatum"],
    *([p.bsn, p.surname, f"{p.born:%d-%m-%Y}"] for p in PEOPLE),
]
HL7 = "\r".join(
    f"MSH|^~\\&|LAB|L|EPD|Z|20250701||ORU^R01|{n}|P|2.4\rPID|1||{1000 + n}^^^L^PI~{p.bsn}^^^NLMINBIZA^NNNLD||{p.surname}^A||{p.born:%Y%m%d}|F\r"
    f"OBR|1|O{n}||HPV\rOBX|1|ST|HPV||neg"
    for n, p in enumerate(PEOPLE)
).encode()
EDIFACT = ("UNA:+.? 'UNB+UNOA:1+500000001+500000002+250701:1200+1'" + "".join(
    f"UNH+{n}+MEDLAB:1'PID+{p.born:%Y:%m:%d}+V+{p.surname}::::A.++BSN{p.bsn}'BEP:1+0+HPV+neg'UNT+4+{n}'" for n, p in enumerate(PEOPLE)
) + "UNZ+8+1'").encode()  # fmt: skip
MAIL = f"From: a@lab.example\r\nTo: b@zkh.example\r\nSubject: uitslag\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n{LETTER}\r\n--x\r\nContent-Type: text/csv; name=a.csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\n{CSV.decode()}\r\n--x--\r\n".encode()
SQL = ("CREATE TABLE patient (bsn varchar, achternaam varchar, geboortedatum date);\nINSERT INTO patient VALUES " + ",".join(
    f"('{p.bsn}','{p.surname}','{p.born}')" for p in PEOPLE
) + ";\nCOPY public.p (bsn, naam) FROM stdin;\n" + "".join(f"{p.bsn}\t{p.surname}\n" for p in PEOPLE) + "\\.\n").encode()  # fmt: skip


def seeds() -> dict[str, bytes]:
    """A file of each kind by its name."""
    out: dict[str, bytes] = {
        "a.csv": CSV, "b.hl7": HL7, "c.edi": EDIFACT, "d.txt": LETTER.encode(), "e.eml": MAIL, "f.mbox": b"From x@y Mon Jan  1 00:00:00 2024\r\n" + MAIL,
        "g.sql": SQL, "h.html": f"<html><body><p>{LETTER}</p><table>{''.join('<tr>' + ''.join(f'<td>{c}</td>' for c in r) + '</tr>' for r in ROWS)}</table></body></html>".encode(),
        "i.xml": ("<lijst>" + "".join(f"<patient><bsn>{p.bsn}</bsn><achternaam>{p.surname}</achternaam></patient>" for p in PEOPLE) + "</lijst>").encode(),
        "j.jsonl": "\n".join(json.dumps(dict(zip(ROWS[0], r, strict=True))) for r in ROWS[1:]).encode(),
        "k.vcf": "".join(f"BEGIN:VCARD\nVERSION:3.0\nN:{p.surname};A\nBDAY:{p.born}\nEND:VCARD\n" for p in PEOPLE).encode(),
        "l.rtf": ("{\\rtf1\\ansi " + LETTER.replace("\n", "\\par ") + "}").encode(),
        "m.docx": office.docx(office.letter(*LETTER.split("\n")) + office.tbl(ROWS)), "n.pdf": pdfs.pdf(pdfs.down(*LETTER.split("\n")), pdfs.across(ROWS, (60, 200, 350))),
        "o.doc": compound.compound({"WordDocument": b"\0" * 600, "1Table": b"x" * 600}),
        "p.zip": zipped([("a.csv", CSV), ("b.docx", office.docx(office.letter(LETTER)))]), "q.tar.gz": tarred([("a.csv", CSV)], "gz"),
        "r.rar": rar5([("a.csv", CSV)]), "s.cab": cab([("a.csv", CSV)]),
    }  # fmt: skip
    picture = io.BytesIO()
    Image.new("L", (200, 80), 255).save(picture, "PNG")
    out["t.png"] = picture.getvalue()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        workbook.write_workbook(path, {"Blad1": [[workbook.text(c) for c in r] for r in ROWS]})
        out["u.xlsx"] = path.read_bytes()
        pl.DataFrame(ROWS[1:], schema=ROWS[0], orient="row").write_parquet(path)
        out["v.parquet"] = path.read_bytes()
        path.unlink()
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE patient (bsn, achternaam, geboortedatum)")
            db.executemany("INSERT INTO patient VALUES (?, ?, ?)", ROWS[1:])
        db.close()
        out["w.db"] = path.read_bytes()
        with tarfile.open(path, "w:xz") as tar:
            info = tarfile.TarInfo("b.hl7")
            info.size = len(HL7)
            tar.addfile(info, io.BytesIO(HL7))
        out["x.tar.xz"] = path.read_bytes()
    return out
