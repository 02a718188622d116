"""What people say of the keys of the case file and of the tables and columns of the exports; the rest comes from the code."""

from __future__ import annotations

KEYS: dict[str, dict[str, str]] = {
    "case": {"name": "What the case is called. Without it: the name of the folder.", "timezone": "For moments without one. Without it: Europe/Amsterdam."},
    "limits": {
        "depth": "Archives in one another that are opened. Without it: 32; at most 200.", "entries": "Members of all archives together. Without it: 10,000,000.",
        "share_of_free": "Of the free disk, what unpacked members may take. Without it: 0.8.", "bytes": "Of all unpacked members together. Without it only the disk counts.",
        "seconds": "Processor time that reading one file may take, besides a second for each 50 kB of it. Without it: 300. A file that took longer is swept only; it is read anew when this is raised.",
        "memory": "Bytes of memory that one reader may ask for, reserved room and all; at least 1073741824. Without it: 6442450944. As with `seconds`, what did not fit is read anew when this is raised.",
    },
    "party": {"id": "Needed, and no other party has it.", "role": "{roles}.", "name": "What people read. Without it: the id."},
    "register": {
        "id": "Needed, and no other register has it.", "party": "The id of its party; needed where there are several parties.",
        "files": "Needed. Files, folders or patterns, relative to `case.toml`: delimited text, workbook, Parquet, SQLite or JSON lines.", "as_of": "The day the list is of.",
        "shared": "Fields that this party shared: the outer bound of what can have leaked. What leaked beyond it is said in the summary and the report.",
        "columns": "Overrides, only where the inference is wrong: `[register.columns]`. `key` names the column with the key.",
    },
    "dataset": {
        "id": "Needed, and no other dataset has it.", "files": "Needed. Files, folders or patterns; archives are opened.", "found": "When it was found.",
        "complete": "`true`: we hold everything that was taken. Nobody is cleared over a dataset in which nobody stands. Without it: `false`.",
        "columns": "Overrides, for all files (`[dataset.columns]`) or for those that fit a pattern (`[dataset.columns.\"export/*.csv\"]`). A pattern fits the end of the path; the later one wins, per role.",
        "passwords": "Passwords to try on encrypted files that fit a pattern, as in `columns`: `[dataset.passwords]` with `\"*.zip\" = \"env:NAME\"`. A value is `env:NAME` (an environment variable), `file:path` (a text file), the password itself, or a list of these. It is shown nowhere; a password that is given later opens what could not be read before.",
    },
    "system": {
        "id": "Needed, and no other system has it.", "name": "What people read. Without it: the id.",
        "holds": "A list of `{ register = \"…\", where = \"…\" }`. Without any system, every row of every register counts as held.",
    },
    "system.holds": {
        "register": "The id of a register; may be left out where there is one.",
        "where": "A condition in SQL over the register's own columns. Without it: every row. A row of which it says neither yes nor no counts as held.",
    },
    "letter": {
        "id": "Needed, and no other letter has it.", "register": "The register it was sent from; may be left out where there is one.",
        "files": "Needed. The mailing; the column whose values are most often keys of the register is found by itself.", "sent": "The day it was sent.",
    },
    "cohort": {"id": "Needed, and no other cohort has it.", "title": "What people read. Without it: the id.", "where": "Needed. A condition in SQL, see below."},
}  # fmt: skip
"""What each key means; the keys themselves are compared with what the parser accepts."""

EXPORTS: dict[str, tuple[str, str]] = {
    "subjects": ("one row per row of a register", "Who is hit, and who is not."),
    "exposure": ("one row per person, dataset and field", "What of theirs leaked. Confirmed and probable rows only."),
    "mentions": ("one row per mention; a mention that links to rows of several registers has a row for each", "What became of everything that was read."),
    "unidentified": ("one row per person found in no register", "Whom the registers do not hold."),
    "coverage": ("one row per file and per member of a container", "What was read, and what was not."),
    "links": ("one row per mention and register row", "Why a mention is this person."),
}  # fmt: skip

COLUMNS_TOLD: dict[str, str] = {
    "subject_id": "A pseudonym, keyed per case. Rows of several registers with the same valid BSN and birth date have the same one, unless a register has that BSN twice. Of a person in no register it starts with `u`.",
    "register": "The id of the register.",
    "key": "The key of the row in that register, as the register writes it.",
    "party": "The id of the register's party.",
    "verdict": "See [Verdicts](../explanation/verdicts.md).",
    "probability": "Empty in this version.",
    "reason": "A code; see [Reason codes](reasons.md).",
    "datasets": "Those in which a matched mention was found, as a list.",
    "fields": "Which kinds of data, as a list; see [Roles and fields](roles.md).",
    "mentions": "How many.",
    "cohort": "The id of the first cohort whose rule holds; empty for none.",
    "flags": "A list; see [Reason codes](reasons.md#flags).",
    "dataset": "The id of the dataset.",
    "field": "One kind of data.",
    "mention_id": "Tells the mention apart within the case: its file and its number there.",
    "file": "Relative to the case; `!/` between a container and its member.",
    "locator": "The place in the file: sheet or table, and row, message or passage.",
    "outcome": "Of a mention or a file; see [Reason codes](reasons.md#outcomes-of-mentions).",
    "sha256": "Of the content.",
    "bytes": "Of the content.",
    "kind": "What the file is, by its content; see [Layout](layout.md#formats).",
    "problem": "What could not be read, without a value from the file.",
    "weight": "Bits of evidence beyond a coincidence. With the reason `number_joined` it is that of the link that it was joined through; with `number_in_register` it is empty. See [Linking](../explanation/linking.md).",
    "judgement": "Empty in this version.",
}  # fmt: skip
