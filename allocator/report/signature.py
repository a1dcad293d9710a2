"""Who issues a document, and when."""

from __future__ import annotations

from allocator.report.content import Block, Paragraph, Style, Text
from allocator.report.terms import Terms

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def signature(terms: Terms) -> tuple[Block, ...]:
    """The issuing department, where the policy names it, and the date."""
    day = terms.run.date
    date = Text(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {MONTHS[day.month - 1]} {day.year}")
    organ = terms.organ
    named = (Paragraph(organ, Style.RIGHT),) if organ is not None else ()
    return (*named, Paragraph(date, Style.RIGHT))
