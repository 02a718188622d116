"""Columns within columns: lists of people become tables of their own, as in JSON; all else becomes columns of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from lekwijzer.model import MULTI
from lekwijzer.readers.header import looks_like_value
from lekwijzer.readers.json_people import about_somebody, are_people, is_shared
from lekwijzer.readers.json_rows import ELEMENTS
from lekwijzer.readers.payload import utf8

ROW = "\0row"
"""The column with the number of the row in the file."""
_LOOK_AT = 50
_KEYS = 100
"""Different keys of a map beyond which they are data and no names of fields."""
_ENTRY = ["key", "value"]
_OTHERS = "other"
"""The entries of a map whose keys the first rows did not have."""
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """One table of a file: the list that its rows stand in, the lists in it that are tables themselves, and its columns."""

    within: Layout | None  # None: its rows are those of the file
    path: Path  # to the list in the rows of the other
    apart: tuple[Path, ...]
    own: tuple[str, ...]
    keys: Mapping[Path, tuple[str, ...]] = field(default_factory=dict)  # of maps, that are names of fields

    @property
    def nobody(self) -> bool:
        """Whether its rows are no people, but hold them."""
        return bool(self.apart) and not about_somebody(self.own)

    @property
    def carried(self) -> tuple[str, ...]:
        """What goes for each row of the rows that it stands in."""
        outer = self.within
        if outer is None or not outer.nobody:
            return ()
        return tuple(name for name in dict.fromkeys((*outer.carried, *outer.own)) if is_shared(name))

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(dict.fromkeys((*self.carried, *self.own)))

    def frame(self, batch: pl.DataFrame) -> pl.DataFrame:
        """The rows of a batch of the file (with ROW) that this table has, as text, and `n`."""
        rows = self.rows(batch)
        flat = {series.name: series for series in _flat(rows.drop(ROW), self.apart)}
        empty = pl.Series([None], dtype=pl.String).new_from_index(0, rows.height)
        cells = [flat.get(name, empty).alias(f"c{i}") for i, name in enumerate(self.columns)]
        return pl.DataFrame([*cells, rows.get_column(ROW).alias("n")])

    def rows(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Those rows as they are, nested, and what they carry."""
        if self.within is None:
            return _normal(batch, self.keys)
        outer = self.within.rows(batch)
        inner = _at(outer, self.path)
        flat = {s.name: s for s in _flat(outer.drop(ROW), self.within.apart)} if self.carried else {}
        number = pl.int_range(outer.height, eager=True, dtype=pl.UInt32)
        frame = pl.DataFrame([number.alias("at"), inner.alias("inner")]).explode("inner").drop_nulls("inner")
        rows = frame.get_column("inner").struct.unnest()
        more = [flat[name] for name in self.carried if name in flat and name not in rows.columns]
        at = frame.get_column("at")
        return rows.with_columns(*(s.gather(at) for s in more), outer.get_column(ROW).gather(at))


def layouts(sample: pl.DataFrame) -> list[Layout]:
    """The tables that a file holds, by its first rows, which have their number in ROW."""
    keys = {path: names for series in sample.drop(ROW) for path, names in _keys_of(series, ())}
    return list(_layouts(sample, None, (), keys))


def _layouts(
    sample: pl.DataFrame, within: Layout | None, path: Path, keys: Mapping[Path, tuple[str, ...]]
) -> Iterator[Layout]:
    rows = Layout(within, path, (), (), keys).rows(sample).drop(ROW)
    apart = tuple(_people(rows, ()))
    layout = Layout(within, path, apart, tuple(series.name for series in _flat(rows, apart)), keys)
    yield layout
    for inner in apart:
        yield from _layouts(sample, layout, inner, {})


def _people(frame: pl.DataFrame, within: Path) -> Iterator[Path]:
    """The paths to the lists of people in the columns of a frame."""
    for series in frame.get_columns():
        kind = series.dtype
        here = (*within, series.name)
        if isinstance(kind, pl.Struct):
            yield from _people(series.struct.unnest(), here)
        elif isinstance(kind, pl.List) and isinstance(kind.inner, pl.Struct):
            some = series.drop_nulls().explode(empty_as_null=False).drop_nulls().head(_LOOK_AT)
            if _data_keys(some) or are_people(".".join(here), [_keys(kind.inner), *some.to_list()]):
                yield here


def _keys(kind: pl.Struct) -> dict[str, Any]:
    """A record of this type without values."""
    return {f.name: _keys(f.dtype) if isinstance(f.dtype, pl.Struct) else None for f in kind.fields}


def _data_keys(entries: pl.Series) -> bool:
    """Whether these are entries of a map under keys that are data."""
    if entries.struct.fields != _ENTRY:
        return False
    return any(looks_like_value(str(key)) for key in entries.struct.field("key").unique().head(_LOOK_AT))


def _keys_of(series: pl.Series, within: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """The keys of maps that are names of fields."""
    here = (*within, series.name)
    if isinstance(series.dtype, pl.Struct):
        for inner in series.struct.unnest():
            yield from _keys_of(inner, here)
    elif isinstance(series.dtype, pl.Map) and series.dtype.key == pl.String:
        keys = series.map.keys().explode().drop_nulls().unique(maintain_order=True).to_list()
        if 0 < len(keys) <= _KEYS and not any(map(looks_like_value, keys)):
            yield here, tuple(keys)


def _normal(frame: pl.DataFrame, keys: Mapping[Path, tuple[str, ...]]) -> pl.DataFrame:
    """A frame without maps and arrays: a map is a record when its keys are names of fields, else a list of entries."""
    return pl.DataFrame([_plain(series, (), keys) for series in frame])


def _plain(series: pl.Series, within: Path, keys: Mapping[Path, tuple[str, ...]]) -> pl.Series:
    here = (*within, series.name)
    kind = series.dtype
    if isinstance(kind, pl.Struct):
        return pl.DataFrame([_plain(s, here, keys) for s in series.struct.unnest()]).to_struct(series.name)
    if isinstance(kind, pl.Map) and here in keys:
        fields = [series.map.get(key).alias(key) for key in keys[here]]
        others = (
            series.cast(_type(kind)).list.filter(~pl.element().struct.field("key").is_in(keys[here])).alias(_OTHERS)
        )
        return pl.DataFrame([*(_plain(s, here, keys) for s in fields), others]).to_struct(series.name)
    plain = _type(kind)
    return series if plain == kind else series.cast(plain)


def _type(kind: Any) -> Any:
    """A type without maps and arrays."""
    if isinstance(kind, pl.Map):
        return pl.List(pl.Struct({"key": _type(kind.key), "value": _type(kind.value)}))
    if isinstance(kind, (pl.List, pl.Array)):
        return pl.List(_type(kind.inner))
    if isinstance(kind, pl.Struct):
        return pl.Struct({f.name: _type(f.dtype) for f in kind.fields})
    return kind


def _at(frame: pl.DataFrame, path: Path) -> pl.Series:
    series = frame.get_column(path[0])
    for name in path[1:]:
        series = series.struct.field(name)
    return series


def _flat(frame: pl.DataFrame, apart: tuple[Path, ...]) -> list[pl.Series]:
    """Columns of text only, no two of one name; those at the paths left out. A column within a column is named with a dot."""
    names: dict[str, int] = {}
    unique = []
    for series in frame:
        for text in _texts(series, (series.name,), apart):
            seen = names[text.name] = names.get(text.name, 0) + 1
            unique.append(text if seen == 1 else text.alias(f"{text.name}#{seen}"))
    return unique


def _texts(series: pl.Series, path: Path, apart: tuple[Path, ...]) -> Iterator[pl.Series]:
    kind = series.dtype
    if path in apart:
        return
    if isinstance(kind, pl.Struct):
        for inner in series.struct.unnest():
            yield from _texts(inner.alias(f"{series.name}.{inner.name}"), (*path, inner.name), apart)
    elif isinstance(kind, pl.List) and isinstance(kind.inner, (pl.Struct, pl.List)):
        for i in range(ELEMENTS - 1):
            yield from _texts(series.list.get(i, null_on_oob=True).alias(f"{series.name}[{i}]"), (), apart)
        yield from _joined(series.list.slice(ELEMENTS - 1).alias(f"{series.name}[{ELEMENTS - 1}]"))
    elif isinstance(kind, pl.List):
        yield from _joined(series)
    elif kind == pl.Binary:
        yield _filled(utf8(series))
    else:
        yield _filled(series.to_frame().select(_text(pl.all(), kind)).to_series())


def _joined(series: pl.Series) -> Iterator[pl.Series]:
    """All elements of each list in one cell per field."""
    inner = series.dtype.inner if isinstance(series.dtype, pl.List) else None
    if isinstance(inner, pl.Struct):
        for f in inner.fields:
            yield from _joined(series.list.eval(pl.element().struct.field(f.name)).alias(f"{series.name}.{f.name}"))
    elif isinstance(inner, pl.List):
        yield from _joined(series.list.eval(pl.element().explode()))
    else:
        yield _filled(series.list.eval(_text(pl.element(), inner)).list.drop_nulls().list.join(MULTI))


def _text(value: pl.Expr, kind: object) -> pl.Expr:
    """A value as a person would write it: dates by year, whole numbers without a point."""
    if kind == pl.Date:
        return value.dt.strftime("%Y-%m-%d")
    if isinstance(kind, pl.Datetime):
        return value.dt.strftime("%Y-%m-%d %H:%M:%S").str.strip_suffix(" 00:00:00")
    if kind in (pl.Float32, pl.Float64):
        whole = (value == value.floor()) & (value.abs() < 1e15)
        return pl.when(whole).then(value.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(value.cast(pl.String))
    if kind == pl.Binary:  # in a list; what is text in it is found again as a trace
        return value.bin.encode("base64")
    return value.cast(pl.String, strict=False)


def _filled(series: pl.Series) -> pl.Series:
    text = pl.col(series.name)
    return series.to_frame().select(pl.when(text != "").then(text).alias(series.name)).to_series()
