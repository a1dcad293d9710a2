"""The published order: who stands before whom (SEMANTICS 4)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from allocator.audit.columns import number_reader, texts_of
from allocator.audit.scores import Scores
from allocator.policy import Policy
from allocator.tables.load import Tables

Key = tuple[int | tuple[bool, Fraction] | str, ...]
_EMPTY = (True, Fraction(0))


def published_key(policy: Policy, tables: Tables, scores: Scores) -> Callable[[int], Key]:
    """Sort key of applications: score, then each `tie_break` entry, descending, empty last; then the id by code point.

    Parameters
    ----------
    policy
        Gives `tie_break`.
    tables, scores
        Give what it names.
    """
    entries = () if policy.scoring is None else policy.scoring.tie_break
    readers = [_reader(policy, tables, scores, entry) for entry in entries]
    ids = tables.applications.ids

    def key(application: int) -> Key:
        values = (read(application) for read in readers)
        ties = (_EMPTY if value is None else (False, -value) for value in values)
        return (-(scores.last_places[application] or 0), *ties, ids[application])

    return key


def _reader(policy: Policy, tables: Tables, scores: Scores, entry: str) -> Callable[[int], Fraction | None]:
    places = {i.id: k for k, i in enumerate(policy.indicators)}
    if entry in places:
        return lambda application: scores.points(application, places[entry])
    texts, read = texts_of(policy, tables, entry), number_reader(policy, entry)
    return lambda application: read(texts[application])
