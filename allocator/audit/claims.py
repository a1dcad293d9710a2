"""The record that is audited, read with nothing taken for granted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from allocator.audit.finding import Finding
from allocator.numbers import plain


@dataclass(frozen=True, slots=True)
class Claim:
    """One award as the record claims it; None where the record does not say it in the right form."""

    application_id: str | None
    enterprise: str | None
    tier: str | None
    amount: int | None
    score: Fraction | None
    weighted_score: Fraction | None


def claims_of(record: Mapping[str, Any]) -> tuple[list[Claim], list[Finding]]:
    """The awards of a record, and findings where they are not records of the right form."""
    awards = record.get("awards")
    if not isinstance(awards, list):
        return [], [Finding("record", None, "the record has no list of awards")]
    claims, findings = [], []
    for n, award in enumerate(awards, 1):
        if not isinstance(award, Mapping):
            findings.append(Finding("record", None, f"award {n} is no record"))
            continue
        claim = Claim(
            _text(award.get("application_id")),
            _text(award.get("enterprise")),
            _text(award.get("tier")),
            whole(award.get("amount")),
            number(award.get("score")),
            number(award.get("weighted_score")),
        )
        claims.append(claim)
        for key in Claim.__dataclass_fields__:
            if getattr(claim, key) is None:
                what = f"award {n}: {key} is missing or of the wrong kind"
                findings.append(Finding("record", claim.application_id, what))
    return claims, findings


def number(value: Any) -> Fraction | None:
    """Exact number, or None."""
    return Fraction(value) if isinstance(value, int | Fraction) and not isinstance(value, bool) else None


def whole(value: Any) -> int | None:
    """Whole number of at least 0, or None."""
    exact = number(value)
    return None if exact is None or exact.denominator != 1 or exact < 0 else int(exact)


def shown(value: Any) -> str:
    """A found value as a message shows it."""
    exact = number(value)
    return repr(value) if exact is None else plain(exact)


def compared(rule: str, application_id: str | None, found: Any, expected: Any) -> Iterator[Finding]:
    """A finding where two values differ."""
    if found != expected:
        what = f"found {shown(found)}, expected {shown(expected)}"
        yield Finding(rule, application_id, f"{application_id}: {what}" if application_id else what)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


Claims = Sequence[Claim]
