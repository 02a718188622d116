"""Speed and memory of reading, from a file to its mentions, on files made here with a seed.

    python bench/reading.py [--mb 200] [--formats csv,hl7,edifact,xlsx,jsonl,text,copy,insert,mbox,pdf,scan] [--seed 1] [FILE...]

A row per format, or per file named: processor seconds and MB/s of one core from the path to the Parquet file of mentions;
the same of the reader alone (of pages: pages a second); the highest memory use of a process that read the file, and of one that read a file three
times its size. Each figure comes from a process of its own, started as the workers are, with one thread. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from lekwijzer.sandbox.pool import ENVIRONMENT

SMALLER = {"xlsx": 10, "text": 4, "pdf": 40, "scan": 200}
"""Formats that are so much slower to make or read that a fraction of the size tells enough."""
PAGED = (".pdf", ".tif")
"""Formats of which the speed is in pages, each of which has one letter."""

SURNAMES = "Jansen Berg Bakker Visser Smit Meijer Müller Dijkstra Özdemir Koç Postma Kuipers".split()
PREFIXES = ("", "", "van", "de", "van der", "ten")
GIVEN = "Anna Jan Sanne Pieter Noor Emma Daan René Zoë Fatma Ömer Lotte".split()
STREETS = "Dorpsstraat,Kerkweg,Laan van Meerdervoort,Prins Hendrikkade,Zwaluwpad".split(",")
CITIES = "Utrecht,Amsterdam,Capelle aan den IJssel,Groningen,'s-Gravenhage".split(",")
TESTS = "Glucose Kreatinine Hemoglobine Leukocyten Kalium Natrium Ferritine TSH CRP ALAT".split()
COLUMNS = (
    "volgnr;bsn;achternaam;voorvoegsel;voorletters;geboortedatum;geslacht;straat;huisnummer;toevoeging;postcode;"
    "woonplaats;telefoon;email;onderzoek;datum;uitslag"
)


class People:
    """An endless row of people who do not exist."""

    def __init__(self, seed: int) -> None:
        self.pick = random.Random(seed)
        self.count = 0

    def next(self) -> dict[str, str]:
        """One person; citizen service numbers start with 9 and satisfy the 11-test."""
        pick = self.pick
        self.count += 1
        year, month, day = pick.randint(1930, 2010), pick.randint(1, 12), pick.randint(1, 28)
        return {
            "bsn": self._bsn(), "surname": pick.choice(SURNAMES) + pick.choice(("", "", "mans", "stra", "huis")),
            "prefix": pick.choice(PREFIXES), "partner": pick.choice(SURNAMES), "given": pick.choice(GIVEN),
            "initials": f"{pick.choice('ABCDEFGHJKLMNPRSTW')}.{pick.choice('ABCDEJMP')}.", "sex": pick.choice("MV"),
            "year": str(year), "month": f"{month:02}", "day": f"{day:02}", "street": pick.choice(STREETS),
            "number": str(pick.randint(1, 300)), "addition": pick.choice(("", "", "", "a", "bis")),
            "postcode": f"{pick.randint(1000, 9999)}{pick.choice('ABCDEFGH')}{pick.choice('KLMNPRTX')}",
            "city": pick.choice(CITIES[:4]) if pick.random() < 0.96 else CITIES[4],
            "phone": f"06{pick.randrange(10**8):08}", "own": f"{pick.randrange(10**7):07}", "n": str(self.count),
        }  # fmt: skip

    def _bsn(self) -> str:
        while True:
            digits = f"9{self.pick.randrange(10**8):08}"
            if sum(w * int(d) for w, d in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True)) % 11 == 0:
                return digits


def csv_rows(people: People) -> Iterator[str]:
    """17 columns, about 160 bytes a row."""
    yield COLUMNS + "\n"
    while True:
        p = people.next()
        yield (
            f"{p['n']};{p['bsn']};{p['surname']};{p['prefix']};{p['initials']};{p['day']}-{p['month']}-{p['year']};{p['sex']};"
            f"{p['street']};{p['number']};{p['addition']};{p['postcode']};{p['city']};{p['phone']};p{p['own']}@example.nl;"
            f"{people.pick.choice(TESTS)};2024-{p['month']}-{p['day']};{people.pick.random() * 20:.1f}\n"
        )


def json_rows(people: People) -> Iterator[str]:
    """The same columns, a JSON object per line."""
    names = COLUMNS.split(";")
    rows = csv_rows(people)
    next(rows)
    for row in rows:
        yield json.dumps(dict(zip(names, row.rstrip("\n").split(";"), strict=True)), ensure_ascii=False) + "\n"


def hl7_messages(people: People) -> Iterator[str]:
    """ORU messages of about 1.3 kB."""
    while True:
        p, pick = people.next(), people.pick
        born = p["year"] + p["month"] + p["day"]
        doctor = f"0199{pick.randrange(60):04}^Vermeer^A.^^^^^^VEKTIS"
        segments = [
            f"MSH|^~\\&|LIMS|LAB|HIS|ZKH|20250701120000||ORU^R01^ORU_R01|M{p['n']}|P|2.5|||||NLD|8859/1",
            f"PID|1||{p['bsn']}^^^NLMINBIZA^NNNLD~{p['own']}^^^LAB^PI||{p['surname']}-{p['partner']}&{p['prefix']}&{p['surname']}&&"
            f"{p['partner']}^{p['given']}^{p['initials']}^^^^L||{born}|{'F' if p['sex'] == 'V' else 'M'}|||"
            f"{p['street']} {p['number']}&{p['street']}&{p['number']}^{p['addition']}^{p['city']}^^{p['postcode']}^NL^M||{p['phone']}^ORN^CP",
            f"PV1|1|O|||||{doctor}",
            f"IN1|1|^null|{pick.choice(('3343', '9045', '0000'))}^^^VEKTIS^UZOVI|Polis||||||||||||||||||||||||||||||||{p['own']}",
            f"ORC|RE|ZP{p['n']:0>9}|25B{p['own']}|||||||{doctor}||{doctor}",
            f"OBR|1|ZP{p['n']:0>9}|25B{p['own']}|KCHL^Klinische chemie^L|||202507011443|||||||||{doctor}|||||||||F",
        ]
        for k in range(9):
            test = TESTS[k]
            segments.append(
                f"OBX|{k + 1}|NM|{600 + k}^{test}^L||{pick.random() * 20:.1f}|mmol/l|4.0 - 7.8|H|||F|||20250701"
            )
            if k % 4 == 0:
                segments.append("NTE|1|L|herhaald, zelfde uitslag")
        yield "\r".join(segments) + "\r"


def edifact_messages(people: People) -> Iterator[str]:
    """MEDLAB messages of about 0.9 kB."""
    yield "UNB+UNOC:1+500000001+500000002+250701:0800+1'\r\n"
    while True:
        p, pick = people.next(), people.pick
        segments = [
            f"UNH+{p['n']}+MEDLAB:1",
            "ZKH+LABORATORIUM+Laboratoriumweg:15::Teststad:1234AB+000-0000000",
            f"PID+{p['year']}:{p['month']}:{p['day']}+{p['sex']}+{p['partner']}::{p['surname']}:{p['prefix']}::{p['initials']}++BSN{p['bsn']}",
            f"PAD+{p['street']}:{p['number']}::{p['city'].replace(chr(39), '?' + chr(39))}:{p['postcode']}+?+31{p['phone'][1:]}",
            f"ART+H+0199{pick.randrange(60):04}+Vermeer::A.:+Huisartsenpraktijk De Molen:24::Teststad:1234AB",
            "AFD+KLINISCHE CHEMIE+000-0000001", "ARA:1+Labarts+000-0000001", "DET:1+25:06:21+16:52",
            f"IDE:1+J+{p['n']:0>8}", "SEC:1:1+CHEMIE",
        ]  # fmt: skip
        segments += [
            f"BEP:1:1:{k + 1}+0+{TESTS[k]}+{pick.random() * 20:.1f}++mmol/l++4+10+{TESTS[k][:4].upper()}"
            for k in range(9)
        ]
        segments += ["OPB:1:1:9:1+niet nuchter afgenomen", f"UNT+{len(segments) + 2}+{p['n']}"]
        yield "'\r\n".join(segments) + "'\r\n"


def letters(people: People) -> Iterator[str]:
    """Letters about a result, one to a page."""
    while True:
        p = people.next()
        yield (
            f"Laboratorium\n\nDatum: 1-7-2025\nBetreft: uitslag onderzoek\n\nNaam: {p['initials']} {p['prefix']} {p['surname']}\n"
            f"Geboortedatum: {p['day']}-{p['month']}-{p['year']}\nBSN: {p['bsn']}\nAdres: {p['street']} {p['number']}, {p['postcode']} {p['city']}\n\n"
            "Geachte collega,\n\nBij het ingezonden materiaal zijn de bepalingen verricht die u hebt aangevraagd. De uitslag is binnen\n"
            "de referentiewaarden. Wij adviseren herhaling over zes maanden.\n\nMet vriendelijke groet,\nde klinisch chemicus\n\f"
        )


def copied(people: People) -> Iterator[str]:
    """A dump of PostgreSQL: one table, its rows by COPY."""
    names = COLUMNS.replace(";", ", ")
    yield f"SET client_encoding = 'UTF8';\nCREATE TABLE public.uitslagen ({names.replace(',', ' text,')} text);\n"
    yield f"COPY public.uitslagen ({names}) FROM stdin;\n"
    rows = csv_rows(people)
    next(rows)
    for row in rows:
        yield row.replace(";", "\t")


def inserted(people: People) -> Iterator[str]:
    """A dump of MySQL: one table, a hundred rows to a statement."""
    yield f"CREATE TABLE `uitslagen` ({', '.join(f'`{name}` text' for name in COLUMNS.split(';'))});\n"
    rows = csv_rows(people)
    next(rows)
    while True:
        values = (next(rows).rstrip("\n").replace("'", "''").split(";") for _ in range(100))
        yield "INSERT INTO `uitslagen` VALUES " + ",".join("('" + "','".join(row) + "')" for row in values) + ";\n"


def mails(people: People) -> Iterator[str]:
    """A mailbox of short mails about one person each."""
    for number, letter in enumerate(letters(people), 1):
        yield (
            f"From balie@lab.example Tue Jul  1 08:00:00 2025\nFrom: Balie <balie@lab.example>\nTo: praktijk@huisarts.example\n"
            f"Date: Tue, 1 Jul 2025 08:00:00 +0200\nSubject: uitslag\nMessage-ID: <{number}@lab.example>\nMIME-Version: 1.0\n"
            f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{letter.rstrip(chr(12))}\n"
        )


MAKERS: dict[str, tuple[str, str, Callable[[People], Iterator[str]]]] = {
    "csv": ("csv", "utf-8", csv_rows), "hl7": ("hl7", "latin-1", hl7_messages), "edifact": ("edi", "latin-1", edifact_messages),
    "jsonl": ("jsonl", "utf-8", json_rows), "text": ("txt", "utf-8", letters), "xlsx": ("xlsx", "", csv_rows),
    "copy": ("sql", "utf-8", copied), "insert": ("sql", "utf-8", inserted), "mbox": ("mbox", "utf-8", mails),
    "pdf": ("pdf", "", letters), "scan": ("tif", "", letters),
}  # fmt: skip


def make(kind: str, size: int, seed: int, folder: Path) -> Path:
    """A file of about `size` bytes."""
    ending, encoding, maker = MAKERS[kind]
    path = folder / f"{kind}_{size}.{ending}"
    pieces = maker(People(seed))
    if kind == "xlsx":
        return make_workbook(path, pieces, size)
    if kind == "pdf":
        return make_prints(path, pieces, size)
    if kind == "scan":
        return make_scans(path, pieces, size)
    written = 0
    with path.open("wb") as file:
        while written < size:
            written += file.write("".join(next(pieces) for _ in range(100)).encode(encoding, "replace"))
    return path


def make_workbook(path: Path, rows: Iterator[str], size: int) -> Path:
    """The smallest workbook that a spreadsheet opens: one sheet with its texts in the cells; a row takes about 165 bytes."""
    import zipfile

    main, rels = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://schemas.openxmlformats.org"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{rels}/package/2006/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType='
        f'"{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{rels}/package/2006/relationships"><Relationship Id="r1" Type='
        f'"{rels}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rels}/officeDocument/2006/relationships"><sheets>'
        '<sheet name="Blad1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{rels}/package/2006/relationships"><Relationship Id="r1" Type='
        f'"{rels}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{main}"><sheetData>'.encode())
            for _ in range(size // 165):
                cells = "".join(
                    f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in next(rows).rstrip("\n").split(";")
                )
                sheet.write(f"<row>{cells}</row>".encode())
            sheet.write(b"</sheetData></worksheet>")
    return path


def make_prints(path: Path, pages: Iterator[str], size: int) -> Path:
    """A PDF with a letter to a page, so that mentions are pages; a page takes about 1.4 kB."""
    count = max(size // 1400, 1)
    places = []
    with path.open("wb") as file:

        def put(text: str) -> None:
            places.append(file.tell())
            file.write(f"{len(places)} 0 obj\n{text}\nendobj\n".encode("cp1252", "replace"))

        file.write(b"%PDF-1.7\n")
        put("<< /Type /Catalog /Pages 2 0 R >>")
        put(f"<< /Type /Pages /Count {count} /Kids [{' '.join(f'{4 + 2 * n} 0 R' for n in range(count))}] >>")
        put("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
        for number in range(count):
            put(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            )
            lines = next(pages).strip("\f\n").replace("\\", "").replace("(", "").replace(")", "").split("\n")
            shown = "BT /F1 10 Tf 14 TL 60 780 Td " + "\n".join(f"({line}) Tj T*" for line in lines) + " ET"
            put(f"<< /Length {len(shown.encode('cp1252', 'replace'))} >>\nstream\n{shown}\nendstream")
        start = file.tell()
        table = "".join(f"{place:010} 00000 n \n" for place in places)
        file.write(f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}trailer\n".encode())
        file.write(f"<< /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return path


def make_scans(path: Path, pages: Iterator[str], size: int) -> Path:
    """Pages of A4 at 200 dots to the inch, in black and white, with a letter on each; a page counts for 50 kB, as a scan of a full one."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.load_default(30)
    sheets = []
    for _ in range(max(size // 50_000, 1)):
        sheet = Image.new("1", (1654, 2339), 1)
        ImageDraw.Draw(sheet).multiline_text((180, 200), next(pages).strip("\f\n"), font=font, fill=0, spacing=14)
        sheets.append(sheet)
    sheets[0].save(path, save_all=True, append_images=sheets[1:], compression="group4", dpi=(200, 200))
    return path


def measure(path: Path, whole: bool) -> dict[str, float]:
    """Processor seconds, mentions or records, and peak memory of reading a file once in this process."""
    from lekwijzer.mentions.item import read_item
    from lekwijzer.mentions.segment import Segment
    from lekwijzer.readers import pick

    with path.open("rb") as file:
        reader = pick(path.name, file.read(1 << 16))
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        start = spent()
        if whole:
            segment = Segment(Path(folder) / "mentions.parquet")
            count = read_item(path, reader, {}, segment).mentions
            segment.close()
        else:
            count = sum(len(batch) for part in reader.read(path, []) for batch in part.batches)
        seconds = spent() - start
    return {"seconds": seconds, "count": count, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def spent() -> float:
    """Processor seconds of this process and of the programs that it ran."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def apart(path: Path, *, whole: bool, times: int = 1) -> dict[str, float]:
    """The best of some measurements, each in a process of its own."""
    results = []
    for _ in range(times):
        command = [sys.executable, __file__, "--measure", "whole" if whole else "reader", str(path)]
        out = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | ENVIRONMENT).stdout
        results.append(json.loads(out))
    return min(results, key=lambda result: result["seconds"])


def report(label: str, path: Path, larger: Path | None) -> None:
    """One line of the table."""
    size = path.stat().st_size / 1e6
    if path.suffix in PAGED:
        size = float(apart(path, whole=True)["count"])  # a page, a letter, a person
    whole, alone = apart(path, whole=True, times=3), apart(path, whole=False, times=3)
    peak = f"{apart(larger, whole=True)['peak']:9.0f}" if larger else "        -"
    print(
        f"{label:24.24} {size:10.1f} {whole['count']:10.0f} {whole['seconds']:8.2f} {size / whole['seconds']:9.1f} "
        f"{size / alone['seconds']:9.1f} {whole['peak']:9.0f} {peak}",
        flush=True,
    )


def main() -> None:
    """Make the files, measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--mb", type=float, default=200)
    parser.add_argument("--formats", default=",".join(MAKERS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--measure", choices=("whole", "reader"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure(asked.files[0], asked.measure == "whole")))
        return
    unknown = set(asked.formats.split(",")) - set(MAKERS)
    if unknown:
        parser.error(f"no such format: {', '.join(sorted(unknown))}; there are {', '.join(MAKERS)}")
    print(
        f"{'':24} {'MB, pages':>10} {'mentions':>10} {'CPU s':>8} {'a second':>9} {'reader':>9} {'peak MB':>9} {'at 3 x':>9}"
    )
    if asked.files:
        for path in asked.files:
            report("/".join(path.parts[-2:]), path, None)
        return
    for kind in asked.formats.split(","):
        size = int(asked.mb * 1e6) // SMALLER.get(kind, 1)
        with tempfile.TemporaryDirectory() as folder:
            report(kind, make(kind, size, asked.seed, Path(folder)), make(kind, 3 * size, asked.seed, Path(folder)))


if __name__ == "__main__":
    main()
