"""Files in which somebody stands in a place that no reader takes for a row or a record."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import sqlite3
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
from factory import person
from readers.workbook import number, text, write_workbook

HIT = person(3)
NAMED = f"{HIT.given} {HIT.prefix} {HIT.surname}".replace("  ", " ")
SAID = f"Betreft {NAMED}, geb. {HIT.born:%d-%m-%Y}, BSN {HIT.bsn}"
UNNUMBERED = f"Gebeld met {NAMED} ({HIT.born:%d-%m-%Y})"
CSV = f"bsn;naam\n{HIT.bsn};{NAMED}\n"
NOTHING = [
    [text("nr"), text("test")],
    [number("1"), text("HPV")],
    [number("2"), text("CRP")],
    [number("3"), text("HPV")],
]


def workbook(
    parts: Mapping[str, str | bytes], sheet: str = "Blad1", rows: list[list[str]] = NOTHING, change: tuple[str, str] = ("", "")
) -> bytes:  # fmt: skip
    """A workbook about nothing with more parts in its package; `change` is done to the text of its sheet."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        write_workbook(path, {sheet: rows})
        out = io.BytesIO()
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                content = old.read(name).decode()
                new.writestr(name, content.replace(*change) if "sheets/" in name and change[0] else content)
            for name, part in parts.items():
                new.writestr(name, part)
        return out.getvalue()


def zipped(members: Mapping[str, str | bytes], comment: str = "") -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.comment = comment.encode()
    return out.getvalue()


def database(*statements: tuple[str, Iterable[object]]) -> bytes:
    """A SQLite database."""
    connection = sqlite3.connect(":memory:")
    for statement, values in statements:
        connection.execute(statement, tuple(values))
    connection.commit()
    return connection.serialize()


def blob(value: bytes) -> bytes:
    """A database with one blob."""
    made = ("CREATE TABLE doc (id INTEGER, soort TEXT, inhoud BLOB)", ())
    return database(
        made, ("INSERT INTO doc VALUES (1, 'bijlage', ?)", (value,)), ("INSERT INTO doc VALUES (2, 'leeg', NULL)", ())
    )


def deleted(*statements: str, others: int = 400) -> bytes:
    """A database in which statements deleted somebody, whose row was not overwritten."""
    made = sqlite3.connect(":memory:")
    made.execute("PRAGMA secure_delete = OFF")
    made.execute("CREATE TABLE pat (id INTEGER PRIMARY KEY, naam TEXT, voornaam TEXT, geb TEXT, test TEXT)")
    rows = [(n, "Vlierwijk", "Anna", "1941-03-05", "HPV") for n in range(1, others)]
    rows[5:5] = [(others, HIT.surname, HIT.given, f"{HIT.born}", "HPV")]
    made.executemany("INSERT INTO pat VALUES (?, ?, ?, ?, ?)", rows)
    for statement in statements:
        made.execute(statement)
        made.commit()
    assert not made.execute("SELECT * FROM sqlite_master, pat WHERE pat.naam = ?", (HIT.surname,)).fetchall()
    return made.serialize()


def parquet(columns: Mapping[str, object], notes: Mapping[str, str] | None = None) -> bytes:
    """A Parquet file."""
    out = io.BytesIO()
    table = pa.table(dict(columns))
    pq.write_table(table.replace_schema_metadata(dict(notes)) if notes else table, out)
    return out.getvalue()


def marked(what: str, inner: str) -> str:
    """A part of a workbook."""
    return f'<?xml version="1.0" encoding="UTF-8"?><{what} xmlns="http://x">{inner}</{what}>'


IN_WORKBOOKS: dict[str, bytes] = {
    "comment": workbook({"xl/comments1.xml": marked("comments", f"<commentList><comment ref='A1'><text><r><rPr><b/></rPr><t>{SAID[:-4]}</t></r><r><t>{SAID[-4:]}</t></r></text></comment></commentList>")}),
    "threaded": workbook({"xl/threadedComments/threadedComment1.xml": marked("ThreadedComments", f"<threadedComment ref='A1' id='{{1}}'><text>{UNNUMBERED}</text></threadedComment>")}),
    "name": workbook({"xl/comments1.xml": marked("comments", f"<commentList><comment ref='A1'><text><t>graag {HIT.given} {HIT.surname} bellen</t></text></comment></commentList>")}),
    "box": workbook({"xl/drawings/drawing1.xml": marked("xdr:wsDr", f"<xdr:sp><xdr:txBody><a:p><a:r><a:t>{SAID}</a:t></a:r></a:p></xdr:txBody></xdr:sp>")}),
    "alternative": workbook({"xl/drawings/drawing1.xml": marked("xdr:wsDr", f'<xdr:cNvPr id="2" name="Afbeelding 1" descr="{UNNUMBERED}"/>')}),
    "properties": workbook({"docProps/core.xml": marked("cp:coreProperties", f"<dc:title>Dossier {NAMED}</dc:title>")}),
    "external": workbook({"xl/externalLinks/externalLink1.xml": marked("externalLink", f'<sheetData><row r="1"><cell r="A1"><v>{HIT.bsn}</v></cell></row></sheetData>')}),
    "pivot": workbook({"xl/pivotCache/pivotCacheDefinition1.xml": marked("pivotCacheDefinition", f'<sharedItems><s v="{HIT.surname}, {HIT.initials}"/><s v="x"/></sharedItems>')}),
    "link": workbook({"xl/worksheets/_rels/sheet1.xml.rels": marked("Relationships", f'<Relationship Id="r1" Target="file:///p/{HIT.bsn}/uitslag.pdf" TargetMode="External"/>')}),
    "sheet": workbook({}, sheet=f"{HIT.surname} {HIT.initials}"),
    "footer": workbook({}, change=("</sheetData>", f"</sheetData><headerFooter><oddFooter>&amp;L{SAID}</oddFooter></headerFooter>")),
    "choice": workbook({}, change=("</sheetData>", f'</sheetData><dataValidations><dataValidation><formula1>"{NAMED},Anders"</formula1></dataValidation></dataValidations>')),
    "formula": workbook({}, rows=[*NOTHING, [f'<c {{at}}><f>IF(A1=1,"{SAID}","")</f><v>1</v></c>']]),
    "shared": workbook({"xl/sharedStrings.xml": marked("sst", f"<si><t>nr</t></si><si><t>{SAID}</t></si>")}),
    "title": workbook({}, rows=[[text(SAID)], [], [text("datum"), text("bepaling"), text("uitslag")], *[[text("2024-02-01"), text("HPV"), text("neg")]] * 4]),
    "embedded": workbook({"xl/embeddings/oleObject1.bin": CSV}),
    "custom": workbook({"customXml/item1.xml": marked("root", f"<patient><bsn>{HIT.bsn}</bsn></patient>")}),
}  # fmt: skip
"""In workbooks; what is in an embedded file is a mention."""

IN_VALUES: dict[str, bytes] = {
    "text.db": blob(CSV.encode()), "wide.db": blob(SAID.encode("utf-16-le")), "bom.db": blob(UNNUMBERED.encode("utf-16")),
    "gz.db": blob(gzip.compress(CSV.encode())), "zlib.db": blob(zlib.compress(SAID.encode())), "bz2.db": blob(bz2.compress(SAID.encode())),
    "xz.db": blob(lzma.compress(SAID.encode())), "zip.db": blob(zipped({"a/brief.txt": SAID})), "binary.db": blob(b"\x00\x01\x80\x02\n\t" + SAID.encode() + bytes(range(64)) * 3),
    "xlsx.db": blob(workbook({}, rows=[[text("bsn")], [number(HIT.bsn)]])), "cp1252.db": blob(f"Patiënt:\n{UNNUMBERED}\nCafé".encode("cp1252")),
    "table.db": database((f'CREATE TABLE "{HIT.surname}, {HIT.given}" (datum TEXT, waarde TEXT)', ()), (f'INSERT INTO "{HIT.surname}, {HIT.given}" VALUES (\'2024-01-01\', \'neg\')', ())),
    "view.db": database(("CREATE TABLE x (n INTEGER, test TEXT)", ()), ("INSERT INTO x VALUES (1, 'HPV')", ()), (f"CREATE VIEW een AS SELECT * FROM x WHERE n = '{HIT.bsn}'", ())),
    "bytes.parquet": parquet({"id": [1, 2], "inhoud": [gzip.compress(SAID.encode()), b"\x80\x81"]}),
    "inner.parquet": parquet({"id": [1, 2], "bijlagen": [[{"soort": "a", "inhoud": SAID.encode("utf-16")}], []]}),
    "notes.parquet": parquet({"id": [1, 2], "test": ["HPV", "CRP"]}, {"export": SAID}),
    "base64.csv": f"nr;inhoud\n1;{base64.b64encode(SAID.encode()).decode()}\n2;x\n".encode(),
    "number64.csv": f"nr;inhoud\n1;{base64.b64encode(HIT.bsn.encode()).decode()}\n2;x\n".encode(),
    "packed64.csv": f"nr;inhoud\n1;{base64.b64encode(gzip.compress(SAID.encode())).decode()}\n2;x\n".encode(),
    "hex.csv": f"nr;inhoud\n1;0x{SAID.encode().hex()}\n2;x\n".encode(),
    "hexnumber.csv": f"nr;inhoud\n1;0x{HIT.bsn.encode().hex().upper()}\n2;x\n".encode(),
    "widehex.csv": f"nr;inhoud\n1;0x{SAID.encode('utf-16-le').hex()}\n2;x\n".encode(),
    "bytea.txt": f"Uitdraai van de bijlagen.\n\nBijlage een is \\x{SAID.encode().hex()} geworden.\nBijlage twee is leeg.\n".encode(),
    "payload.json": json.dumps([{"id": n, "payload": base64.b64encode(json.dumps({"bsn": HIT.bsn if n == 2 else "0"}).encode()).decode()} for n in range(3)]).encode(),
    "lines.txt": b"bijlage\n\n" + base64.encodebytes((SAID + "\n").encode() * 4) + b"\neinde\n",
    "split.txt": f"Uitdraai van de bijlagen.\n\nEerst 0x{SAID[:20].encode().hex()} en dan 0x{SAID[20:].encode().hex()}.\nVerder niets.\n".encode(),
    "late.csv": ("nr;opmerking\n" + "".join(f"{n};geen bijzonderheden\n" for n in range(5000)) + f"5001;{UNNUMBERED}\n").encode(),
    "result.csv": ("datum;bepaling;uitslag\n" + "".join(f"2024-01-{n % 28 + 1:02};CRP;{n}\n" for n in range(60)) + f"2024-03-01;CRP;zus is {UNNUMBERED}\n").encode(),
}  # fmt: skip
"""In values that are bytes, or text that is encoded."""

_MSH = "MSH|^~\\&|LIMS|LAB|HIS|ZKH|20240101||ORU^R01|{n}|P|2.5"
_PID = "PID|1||{bsn}^^^NLMINBIZA^NNNLD||Vlierwijk^Anna||19410305|F"
_OTHER = person(0)


def hl7(*segments: str, pid: str = _PID) -> bytes:
    """Messages about somebody else; the third has more to say."""
    said = []
    for n in range(6):
        said += [
            _MSH.format(n=n),
            pid.format(bsn=_OTHER.bsn, n=9900000 + n),
            "OBR|1|||X",
            "OBX|1|NM|1^HB||8.1|||||F",
            "NTE|1||herhaald",
        ]
        said += segments if n == 2 else ()
    return ("\r".join(said) + "\r").encode()


def edifact(*segments: str, name: str = "Vlierwijk") -> bytes:
    """The same as EDIFACT."""
    said = ["UNB+UNOC:1+500000001+500000002+250701:0800+1"]
    for n in range(6):
        said += [
            f"UNH+{n}+MEDLAB:1",
            f"PID+1941:03:05+V+::{name}:::A.++BSN{_OTHER.bsn if name == 'Vlierwijk' else ''}",
            f"IDE:1+J+{n}000",
            "BEP:1:1:1+0+TSH+1.0",
            "OPB:1:1:1:1+niet nuchter",
        ]
        said += [*(segments if n == 2 else ()), f"UNT+9+{n}"]
    return ("'\r\n".join(said) + "'\r\n").encode()


_SHORT = f"{HIT.surname}, {HIT.given}"
IN_MESSAGES: dict[str, bytes] = {
    "remark.hl7": hl7(f"NTE|2||{SAID}"), "lines.hl7": hl7(f"NTE|2||betreft {NAMED}", f"NTE|3||geboren {HIT.born:%d-%m-%Y}"),
    "words.hl7": hl7(f"OBX|2|FT|X^Y||Zuster van\\.br\\{UNNUMBERED}||||||F"), "person.hl7": hl7(f"OBX|2|CX|X^Y||{HIT.bsn}^^^NLMINBIZA||||||F"),
    "attached.hl7": hl7(f"OBX|2|ED|X^Y||^TEXT^^Base64^{base64.b64encode(SAID.encode()).decode()}||||||F"),
    "own.hl7": hl7(f"ZPD|1|{HIT.bsn}|{HIT.surname}^{HIT.given}"), "relative.hl7": hl7(f"NK1|1|{HIT.surname}^{HIT.given}|SPO"),
    "insured.hl7": hl7(f"IN1|1|^null|3343|Polis||||||||||||{HIT.surname}^{HIT.given}|SPO|{HIT.born:%Y%m%d}"),
    "clinical.hl7": hl7(f"OBR|2|||X|||||||||{UNNUMBERED}"), "mother.hl7": hl7(pid=_PID + "|" * 12 + f"|{HIT.bsn}^^^NLMINBIZA"),
    "anonymous.hl7": hl7(f"NTE|2||Betreft {_SHORT}", pid="PID|1||{n}||Anoniem"), "nameless.hl7": hl7(f"OBX|2|ST|X^Y||{_SHORT}||||||F", pid="PID|1||{n}^^^LAB^PI||"),
    "alias.hl7": hl7(pid=_PID.replace("Vlierwijk^Anna|", f"Vlierwijk^Anna^^^^^L~{HIT.surname}^{HIT.given}^^^^^A|")),
    "mothers.hl7": hl7(pid=_PID.replace("Anna|", f"Anna|{HIT.surname}^{HIT.given}")), "also.hl7": hl7(pid=f"{_PID}|{HIT.surname}^{HIT.given}"),
    "told.hl7": hl7(f"OBX|2|ST|MOE^Moeder||{HIT.given} {HIT.surname}||||||F"), "typed.hl7": hl7(f"OBX|2|PN|PART^Partner||{HIT.surname}^{HIT.given}||||||F"),
    "said.hl7": hl7(f"OBX|2|TX|X^Y||Partner {HIT.given[0]}. {HIT.prefix} {HIT.surname} ook getest||||||F"), "note.hl7": hl7(f"NTE|2||Vader: {_SHORT}"),
    "shouted.hl7": hl7(f"ZFM|{HIT.surname.upper()}|{HIT.given.upper()}|partner"), "admitted.hl7": hl7(f"PV2||||||||||||{HIT.surname}^{HIT.given}"),
    "house.hl7": hl7(f"OBX|2|TX|X^Y||Tweede patient {HIT.postcode} nr {HIT.house}||||||F"),
    "named-signs.hl7": hl7(f"NTE|2||Vader: {_SHORT}").replace(b"|", b"$").replace(b"^", b"*"),
    "signs.hl7": hl7(f"NTE|2||{SAID}").replace(b"|", b"$").replace(b"^", b"*"),
    "remark.edi": edifact(f"OPB:1:1:1:2+{SAID}"), "letter.edi": edifact(f"TXT+Zuster van {NAMED},", f"TXT+geb. {HIT.born:%d-%m-%Y}, ook gezien"),
    "text.edi": edifact(f"FTX+AAI+++{UNNUMBERED}"), "anonymous.edi": edifact(f"OPB:1:1:1:2+Betreft {NAMED}", name="Anoniem"),
}  # fmt: skip
"""In the free text of messages about somebody else, or about nobody who is named."""

DELETED: dict[str, bytes] = {
    "row.db": deleted(f"DELETE FROM pat WHERE naam = '{HIT.surname}'", others=9),
    "page.db": deleted(
        f"CREATE TABLE klaar AS SELECT * FROM pat WHERE naam <> '{HIT.surname}' LIMIT 3", "DELETE FROM pat"
    ),
}
"""In a database that deleted a row, or all rows of a table."""

RELATIVES: dict[str, bytes] = {
    "parts.csv": f"bsn;naam;moeder_achternaam;moeder_voornaam\n{_OTHER.bsn};Vlierwijk;{HIT.surname};{HIT.given}\n".encode(),
    "called.csv": f"bsn;naam;Voornaam noodcontact;Tussenvoegsel noodcontact;Achternaam noodcontact\n{_OTHER.bsn};Vlierwijk;{HIT.given};{HIT.prefix};{HIT.surname}\n".encode(),
    "partner.csv": f"bsn;naam;echtgenoot\n{_OTHER.bsn};Vlierwijk;{HIT.surname} {HIT.given[0]}\n".encode(),
    "initial.csv": f"bsn;naam;echtgenoot\n{_OTHER.bsn};Vlierwijk;{HIT.given[0]} {HIT.surname}\n".encode(),
    "mother.json": json.dumps([{"bsn": _OTHER.bsn, "naam": "Vlierwijk", "moeder": {"voornaam": HIT.given, "achternaam": HIT.surname}}]).encode(),
    "partner.xml": f"<Patient><BSN>{_OTHER.bsn}</BSN><Naam>Vlierwijk</Naam><Partner><Voornaam>{HIT.given}</Voornaam><Achternaam>{HIT.surname}</Achternaam></Partner></Patient>".encode(),
}  # fmt: skip
"""In columns about a relative, in a row about somebody else."""


def _oneline(n: int) -> str:
    return f"MSH|^~\\&|LIS||||20240312||ADT^A04|{n}|P|2.4\\rPID|1||77{n}^^^LAB^PI||Zomer{n}^Piet||1960010{n}|M"


def _interchange(n: int, end: str = "'") -> str:
    said = f"UNB+UNOA:1+5+6+240312:1652+{n}'UNH+{n}+MEDLAB:1+X'PID+1960:01:0{n}+M+Zomer{n}::::Piet'UNT+3+{n}'UNZ+1+{n}'"
    return said.replace("'", end)


_WARNED = f"2024-03-12 10:00:00 WARN {UNNUMBERED}"
BETWEEN_MESSAGES: dict[str, str] = {
    "a.log": "".join(f"2024-03-12 10:00:00 INFO received: {_oneline(n)}\n{_WARNED if n == 4 else ''}\n" for n in range(1, 9)),
    "a.csv": "nr;wie;geb;bericht\n" + "".join(f"{n};{NAMED};{HIT.born:%d-%m-%Y};{_oneline(n)}\n" for n in range(1, 9)),
    "a.jsonl": "".join(json.dumps({"in": _oneline(n).replace("\\r", "\r"), "wie": NAMED, "dag": f"{HIT.born}"}) + "\n" for n in range(1, 9)),
    "e.log": "".join(f"2024-03-12 10:00:00 INFO received: {_interchange(n)}\n{_WARNED if n == 4 else ''}\n" for n in range(1, 9)),
    "lines.edi": "".join(_interchange(n, "'\r\n") + (_WARNED + "\n") * (n == 4) for n in range(1, 9)),
    "tail.edi": "".join(_interchange(n, "'\n") for n in range(1, 9)) + _WARNED + "\n",
    "within.edi": "".join(_interchange(n, "'\n").replace("UNZ", f"{_WARNED}\nUNZ" if n == 4 else "UNZ") for n in range(1, 9)),
}  # fmt: skip
"""In a log or table beside messages that are read."""

_CALLED = f"{HIT.surname}_{HIT.given}_{HIT.born:%Y%m%d}"


def tarred(name: str, notes: Mapping[str, str], folder: str = "") -> bytes:
    """A tar archive with a file, and perhaps an empty folder."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT, pax_headers=dict(notes)) as archive:
        archive.addfile(tarfile.TarInfo(name), io.BytesIO())
        if folder:
            info = tarfile.TarInfo(folder)
            info.type = tarfile.DIRTYPE
            archive.addfile(info)
    return out.getvalue()


def gzipped(name: str) -> bytes:
    """A gz file that remembers the name of what is in it."""
    out = io.BytesIO()
    with gzip.GzipFile(name, "wb", fileobj=out) as file:
        file.write(b"Bepaling;Uitslag\nHPV;negatief\n")
    return out.getvalue()


IN_CONTAINERS: dict[str, bytes] = {
    "comment.zip": zipped({"a.csv": "Bepaling;Uitslag\nHPV;negatief\n"}, SAID), "folder.zip": zipped({f"{_CALLED}/": "", "a.csv": "Bepaling;Uitslag\nHPV;negatief\n"}),
    "name.zip": zipped({f"{_CALLED}.csv": "Bepaling;Uitslag\nHPV;negatief\n"}), "name.gz": gzipped(f"{_CALLED}.csv"),
    "note.tar": tarred("a.csv", {"comment": SAID}), "folder.tar": tarred("a.csv", {}, _CALLED),
}  # fmt: skip
"""In what a container says of its members."""

OPAQUE: dict[str, bytes] = {
    "photo.xlsx": workbook({"xl/media/image1.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256))}),
    "letter.xlsx": workbook({"xl/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)}),
    "scan.db": blob(b"%PDF-1.7\n" + bytes(range(256)) * 4), "scan.parquet": parquet({"id": [1, 2], "scan": [b"\xff\xd8\xff\xe0" + bytes(range(256)), None]}),
    "scan.csv": f"nr;scan\n1;{base64.b64encode(b'%PDF-1.7 ' + bytes(range(256))).decode()}\n2;x\n".encode(),
    "scan.hl7": hl7(f"OBX|2|ED|X^Y||^IM^PDF^Base64^{base64.b64encode(b'%PDF-1.7 ' + bytes(range(256)) * 3).decode()}||||||F"),
}  # fmt: skip
"""With a picture or document that is not read: nobody is cleared."""
