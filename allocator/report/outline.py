"""Headings counted as official documents count them: 一、 then （一）; in English 1 and 1.1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from allocator.report.articles import numeral
from allocator.report.content import Block, Heading, Text


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document.

    Parameters
    ----------
    title
        Its heading, not counted yet.
    blocks
        What stands under it before its own parts.
    parts
        Its parts.
    """

    title: Text
    blocks: Sequence[Block]
    parts: Sequence[Section] = ()


def counted(sections: Iterable[Section]) -> tuple[Block, ...]:
    """The blocks of sections under counted headings; a section without content is left out and not counted."""
    blocks: list[Block] = []
    for n, section in enumerate((s for s in sections if s.blocks or s.parts), 1):
        title = Text(f"{numeral(n)}、{section.title.zh}", f"{n}. {section.title.en}")
        blocks += [Heading(title), *section.blocks]
        for m, part in enumerate((p for p in section.parts if p.blocks), 1):
            title = Text(f"（{numeral(m)}）{part.title.zh}", f"{n}.{m} {part.title.en}")
            blocks += [Heading(title, 2), *part.blocks]
    return tuple(blocks)
