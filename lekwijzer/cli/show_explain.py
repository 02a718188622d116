"""`explain` on the screen: the evidence for one person."""

from __future__ import annotations

from collections.abc import Callable
from shlex import quote

from rich.console import Console
from rich.table import Table
from rich.text import Text

from lekwijzer.assess.compare import Compared
from lekwijzer.assess.explain import LOOKS, Explanation, MentionEvidence, RowEvidence
from lekwijzer.assess.original import Original
from lekwijzer.cli.look_texts import Say
from lekwijzer.cli.screen import grid, line, marks, show, whole, words
from lekwijzer.intake import safe_label

_SIGNS = {
    "agrees": ("✓", "="),
    "nearly": ("≈", "~"),
    "differs": ("✗", "x"),
    "silent": ("?", "?"),
    "missing": ("·", "."),
}
_COLOURS = {"agrees": "green", "nearly": "yellow", "differs": "red"}


def show_explanation(console: Console, found: Explanation, lang: str, case: str) -> None:
    """Everything about the rows, the mention or the person that was asked for."""
    say = Say(lang)
    shown = _Shown(console, say, case)
    for row in found.rows:
        shown.row(row, found)
    if found.stranger:
        line(console, say("stranger", n=say.n(found.stranger["mentions"])), "bold")
        shown.facts(
            [
                (say("subject", id="").strip(), found.stranger["subject_id"]),
                (say("found_in"), ", ".join(found.stranger["datasets"])),
                (say("leaked"), say.fields(found.stranger["fields"])),
            ]
        )
        console.print()
    elif found.mentions:
        line(console, say("one_asked", id=found.mentions[0].place.id, n=found.revision), "bold")
    if found.mentions:
        shown.mentions(found.mentions)
    if found.missing:
        line(console, "! " + say("cannot_compare", why=found.missing), "bold yellow")
    if shown.compared:
        signs = {name: marks(console, *pair) for name, pair in _SIGNS.items()}
        line(console, say("legend", **signs), "dim")
        line(console, say("as_compared") if found.recorded else say("masked"), "dim")
    if found.recorded:
        line(console, say("recorded", path=f"{case}/work/{LOOKS}"), "dim")


class _Shown:
    """Where to, in which language, and whether there was anything to compare."""

    def __init__(self, console: Console, say: Say, case: str) -> None:
        self._console, self._say, self._case = console, say, case
        self.compared = False

    def row(self, row: RowEvidence, found: Explanation) -> None:
        """One register row: its verdict in a sentence, what it rests on, and what keeps it open."""
        say = self._say
        line(
            self._console,
            f"{row.register}, {say('key', key=safe_label(row.key))} ({say('revision', n=found.revision)})",
            "bold",
        )
        line(self._console, f"  {say.code('VERDICTS', row.verdict).capitalize()}: {say.reason(row.reason)}", "bold")
        if row.datasets:
            found_in = say(
                "one_mention" if row.mentions == 1 else "n_mentions",
                datasets=", ".join(row.datasets),
                n=say.n(row.mentions),
            )
        else:
            found_in = "–"
        held = say("held_all") if row.systems is None else ", ".join(row.systems) or say("held_none")
        self.facts([
            (say("found_in"), found_in), (say("leaked"), say.fields(row.fields) or "–"),
            (say("cohort"), f"{row.cohort}: {row.cohort_title}" if row.cohort else "–"), (say("flags"), ", ".join(say.code("FLAGS", f) for f in row.flags) or "–"),
            (say("letters"), ", ".join(row.letters) or "–"), (say("held_by"), held), (say("party"), row.party or "–"), (say("subject", id="").strip().capitalize(), row.subject_id),
            (say("register_says"), "; ".join(f"{say.field(name)} {value}" for name, value in row.said.items()) or "–"),
        ])  # fmt: skip
        if row.verdict == "not_excluded":
            self._why_open(row, found)
        self._console.print()
        if row.evidence:
            line(self._console, say("evidence"), "bold")
            self.mentions(row.evidence, row)
        if row.candidates:
            line(self._console, say("candidates"), "bold")
            self.mentions(row.candidates, row)

    def facts(self, facts: list[tuple[str, str]]) -> None:
        """Names and values below each other."""

        def make(gap: int) -> Table:
            table = Table(box=None, show_header=False, padding=(0, gap, 0, 0), pad_edge=False)
            table.add_column(no_wrap=True)
            table.add_column(overflow="fold")
            for name, value in facts:
                table.add_row(Text("  " + name), Text(value))
            return table

        show(self._console, make)

    def _why_open(self, row: RowEvidence, found: Explanation) -> None:
        say = self._say
        why: list[str] = []
        if row.reason == "scope_refuted" or (row.systems == () and row.outside):
            why.append(say("open_scope", n=say.n(row.outside)))
        if found.incomplete:
            why.append(say("open_incomplete", datasets=", ".join(found.incomplete)))
        if found.gaps:
            why.append(say("open_gaps", n=say.n(found.gaps)))
        for dataset, file, kind in row.traces:
            why.append(say("open_trace", kind=say.fields([kind]), dataset=dataset, file=safe_label(file)))
        if row.reason == "found_elsewhere" or (row.reason == "value_found" and not row.traces):
            why.append(say.reason(row.reason))
        if row.candidates:
            why.append(say("open_mentions"))
        elif row.reason == "unresolved_could_be":
            why.append(say("open_unseen"))
        line(self._console, f"  {say('why_open')}:")
        for text in why:
            line(self._console, f"  - {text}")

    def mentions(self, mentions: tuple[MentionEvidence, ...], row: RowEvidence | None = None) -> None:
        """Each mention: its place, its link, what leaked there, and the comparison."""
        before = ""
        held = {m.place.id for m in mentions if m.register}
        for mention in mentions:
            first = mention.place.id != before
            if first:
                self._place(mention)
            self._decision(mention, row, first)
            if mention.register or mention.place.id not in held:
                self._comparison(mention.compared, bool(mention.register))
            if mention.original is not None and first:
                self._original(mention.original)
            before = mention.place.id
            self._console.print()
        if (
            row is not None
            and mentions is row.evidence
            and row.mentions > sum(m.outcome == "matched" for m in mentions)
        ):
            rest = row.mentions - sum(m.outcome == "matched" for m in mentions)
            line(self._console, self._say("more", n=self._say.n(rest), case=quote(self._case)))

    def _place(self, mention: MentionEvidence) -> None:
        say = self._say
        line(
            self._console,
            f"  {mention.place.dataset}, {mention.place.file}, {mention.locator}  [{say('mention')} {mention.place.id}]",
            "cyan",
        )

    def _decision(self, mention: MentionEvidence, row: RowEvidence | None, first: bool) -> None:
        say = self._say
        if row is None and mention.register:
            line(self._console, f"    {say('against', register=mention.register, key=safe_label(mention.key))}")
        weight = (
            f" ({say('weight', n=f'{mention.weight:g}'.replace('.', ',' if say.lang == 'nl' else '.'))})"
            if mention.weight is not None
            else ""
        )
        name, state = say("outcome"), say.code("OUTCOMES", mention.outcome)
        if mention.level:
            name, state = say("linked"), say.code("VERDICTS", mention.level)
        if mention.why:
            line(self._console, f"    {say('candidate')}{weight}: {say.reason(mention.why)}")
        else:
            line(self._console, f"    {name}: {state}{weight}. {say.reason(mention.reason)}")
        if mention.via is not None:
            via = mention.via
            kind = say.field(via.kind)
            if via.place is None:
                line(self._console, "    " + say("via_register", kind=kind, number=safe_label(via.number)))
            else:
                line(
                    self._console,
                    "    "
                    + say(
                        "via",
                        kind=kind,
                        number=safe_label(via.number),
                        file=via.place.file,
                        locator=via.locator,
                        id=via.place.id,
                    ),
                )
        if mention.fields and first:
            line(self._console, f"    {say('exposed_here')}: {say.fields(mention.fields)}")

    def _comparison(self, fields: tuple[Compared, ...], both: bool) -> None:
        if not fields:
            return
        self.compared = self.compared or both
        show(self._console, self._table(fields, both))

    def _table(self, fields: tuple[Compared, ...], both: bool) -> Callable[[int], Table]:
        say = self._say

        def make(gap: int) -> Table:
            table = grid(gap)
            whole(table, "    ")
            if both:
                whole(table, "")
                words(table, say("col_register"), least=12)
            words(table, say("col_mention"), least=12)
            for one in fields:
                sign = Text(marks(self._console, *_SIGNS[one.mark]), style=_COLOURS.get(one.mark, "dim"))
                cells = [sign, Text(safe_label(one.register))] if both else []
                table.add_row(Text("    " + say.field(one.name)), *cells, Text(safe_label(one.mention)))
            return table

        return make

    def _original(self, original: Original) -> None:
        say = self._say
        if original.problem:
            line(self._console, "    " + say("no_original", why=original.problem), "yellow")
            return
        line(self._console, f"    {say('original')}:", "bold")
        for name, value in original.cells:
            line(self._console, f"      {safe_label(name)}: {safe_label(value)}")
        for text in original.text.splitlines():
            line(self._console, "      " + safe_label(text))
