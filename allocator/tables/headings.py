"""What the columns of a table are called: recognising headings, naming columns, near misses."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from allocator.errors import Place, Problems
from allocator.fields import FIELDS, MONEY, heading_key

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "applications": ("application_id", "enterprise"),
    "reviews": ("application_id", "expert", "indicator", "score"),
    "ledger": ("year", "enterprise"),
    "decisions": ("application_id", "decision", "reason"),
}
_UNIT = re.compile(r"(.+)[(\[【〔](?:单位:?)?(?:人民币)?((?:[千百]?万|千|亿)?元|[万亿])[)\]】〕]")


def nearest(wanted: Iterable[str], present: Iterable[str], likeness: float = 0.6) -> str | None:
    """The heading among `present` most like one of `wanted`, or None if none is like it."""
    keys = {heading_key(text): text for text in present}
    found = [
        (difflib.SequenceMatcher(None, heading_key(w), key).ratio(), text) for w in wanted for key, text in keys.items()
    ]
    ratio, text = max(found, default=(0.0, ""))
    return text if ratio >= likeness else None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file, named.

    Parameters
    ----------
    name
        Internal name: of a known column, the key in the policy's `columns`, else the heading as written.
    index
        Its position in the file, from 0.
    heading
        The heading as it stands in the file.
    unit
        The unit of money that the heading gives in brackets; may be empty.
    """

    name: str
    index: int
    heading: str
    unit: str = ""


class Vocabulary:
    """The headings that one table may have.

    Parameters
    ----------
    table
        `applications`, `reviews`, `ledger` or `decisions`.
    extra
        The policy's `columns`: internal name of an extra column -> its heading.
    """

    def __init__(self, table: str, extra: Mapping[str, str]) -> None:
        self.required = REQUIRED[table]
        self.headings = {**extra, **FIELDS[table]}
        known = FIELDS[table].items()
        self._names = {heading_key(text): name for name, heading in extra.items() for text in (name, heading)}
        self._names |= {heading_key(text): name for name, heading in known for text in (name, heading)}

    def recognise(self, heading: str) -> tuple[str, str] | None:
        """Internal name and unit of money (may be empty) of a heading; None if it is not known."""
        key = heading_key(heading)
        if name := self._names.get(key):
            return name, ""
        if (match := _UNIT.fullmatch(key)) and (name := self._names.get(match[1])) in MONEY:
            return str(name), match[2]
        return None

    def count(self, cells: Iterable[str]) -> int:
        """How many different columns a row of headings would name."""
        return len({found[0] for cell in cells if cell and (found := self.recognise(cell))})

    def heading_row(self, rows: Sequence[Sequence[str]]) -> int | None:
        """Index of the first row that names every required column, else of that which names most.

        Where the next row does so too (English below Chinese), it is that one. Whatever stands further down is data: an
        applicant who writes headings into his cells must not make the rows above him disappear.
        """
        counts = [self.count(cells) for cells in rows]
        best = max(counts, default=0)
        if not best:
            return None
        whole = [self._names_required(cells) for cells in rows]
        fits = whole if any(whole) else [n == best for n in counts]
        at = fits.index(True)
        while at + 1 < len(rows) and fits[at + 1] and counts[at + 1] >= counts[at]:
            at += 1
        return at

    def _names_required(self, cells: Iterable[str]) -> bool:
        return {*self.required} <= {found[0] for cell in cells if cell and (found := self.recognise(cell))}

    def expected(self) -> str:
        """The required headings, for messages."""
        return ", ".join(self.describe(name) for name in self.required)

    def describe(self, name: str) -> str:
        """An internal name with its heading: `enterprise (申报单位)`."""
        return f"{name} ({self.headings[name]})"


def name_columns(
    headings: Sequence[str], vocabulary: Vocabulary, place: Place, problems: Problems
) -> tuple[Column, ...] | None:
    """Name every column that has a heading.

    Parameters
    ----------
    headings
        The heading row, trimmed; empty texts are passed over.
    vocabulary
        The headings that the table may have.
    place
        File and row of the headings.
    problems
        Takes two columns of one heading and missing required ones as faults, likely misspellings as warnings.

    Returns
    -------
    tuple or None
        None if there was a fault.
    """
    columns: dict[str, Column] = {}
    unknown: list[str] = []
    sound = True
    for index, heading in enumerate(headings):
        if not heading:
            continue
        known = vocabulary.recognise(heading)
        name, unit = known or (heading, "")
        key = name if known else heading_key(heading)
        if (first := columns.get(key)) is not None:
            both = f"{letter(first.index)} ({first.heading}) and {letter(index)} ({heading})"
            problems.add(place, f"columns {both} are both {first.name}", "rename or delete one of them")
            sound = False
            continue
        columns[key] = Column(name, index, heading, unit)
        if not known:
            unknown.append(heading)
    missing = [name for name in vocabulary.headings if name not in columns]
    for name in missing:
        if name in vocabulary.required:
            problems.add(place, f"there is no column {vocabulary.describe(name)}", _remedy(name, vocabulary, unknown))
            sound = False
        elif like := _misspelt(name, vocabulary, unknown):
            remedy = f"if it is meant as {vocabulary.describe(name)}, correct the heading"
            problems.warn(Place(place.file, place.row, like), "is not a known heading", remedy)
    return tuple(columns.values()) if sound else None


def _remedy(name: str, vocabulary: Vocabulary, unknown: Sequence[str]) -> str:
    like = nearest((name, vocabulary.headings[name]), unknown)
    return "add it" if like is None else f"if {like!r} is meant as that, correct the heading; else add the column"


def _misspelt(name: str, vocabulary: Vocabulary, unknown: Sequence[str]) -> str | None:
    """A heading that probably means this column: most of its letters, or its Chinese heading and more."""
    key = heading_key(vocabulary.headings[name])
    longer = (heading for heading in unknown if not key.isascii() and key in heading_key(heading))
    return next(longer, None) or nearest((name, key), unknown, likeness=0.8)


def letter(index: int) -> str:
    """Letters of a column by its position from 0, as a spreadsheet shows them."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
