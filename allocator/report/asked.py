"""From the names that a person gives to documents, formats and languages; every unknown one is refused."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches

from allocator.errors import UsageError
from allocator.report.content import Lang
from allocator.report.documents import DOCUMENTS, Maker
from allocator.runs.document_names import NAMES


def language_named(lang: str) -> Lang:
    """The language of a name."""
    try:
        return Lang(lang)
    except ValueError:
        raise UsageError(f"{lang!r} is no language of documents; give zh or en") from None


def format_named(name: str, known: Collection[str]) -> str:
    """The format of a name; known are those that there are."""
    if name not in known:
        raise UsageError(f"{name[:60]!r} is no format of documents; give some of {', '.join(known)}")
    return name


def maker_named(name: str) -> Maker:
    """The document of an id or a name in either language."""
    ids = {i: i for i in DOCUMENTS} | {zh: i for i, (zh, _) in NAMES.items()} | {en: i for i, (_, en) in NAMES.items()}
    if name not in ids:
        near = get_close_matches(name[:60], ids, 1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        listed = ", ".join(f"{i} ({NAMES[i][0]})" for i in DOCUMENTS)
        raise UsageError(f"{name[:60]!r} is no document{hint}; give some of {listed}")
    return DOCUMENTS[ids[name]]


def allowed(status: str, wanted: Sequence[Maker]) -> list[Maker]:
    """The documents wanted, or all; of a run without a proven allocation only those that do not rest on one.

    Raises
    ------
    UsageError
        Where one is wanted that the run cannot have.
    """
    why = {
        "optimal": "the run has an allocation",
        "feasible": "the allocation is not proven to be the best (the search was stopped); run it again with more time",
        "infeasible": "no allocation satisfies the rules; the document conflict (规则冲突说明) says why",
    }[status]
    for maker in wanted:
        if status not in maker.statuses:
            raise UsageError(f"{maker.id} ({NAMES[maker.id][0]}) cannot be written: {why}")
    return list(dict.fromkeys(wanted)) or [m for m in DOCUMENTS.values() if status in m.statuses]
