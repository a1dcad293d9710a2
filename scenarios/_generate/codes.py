"""Unified social credit codes (统一社会信用代码, GB 32100) with valid check characters, of no real enterprise."""

from __future__ import annotations

from _generate.draws import Draws

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
UNUSED_DISTRICT = "99"


def organisation_check(body: str) -> str:
    """Check character of an organisation code's eight characters (GB 11714)."""
    digits = (int(character, 36) for character in body)
    total = sum(weight * digit for weight, digit in zip(ORGANISATION_WEIGHTS, digits, strict=True))
    return "0123456789X0"[11 - total % 11]


def credit_check(body: str) -> str:
    """Check character of a credit code's first 17 characters (GB 32100): weights 3^k mod 31."""
    total = sum(pow(3, place, 31) * ALPHABET.index(character) for place, character in enumerate(body))
    return ALPHABET[-total % 31]


def credit_code(draws: Draws, city_code: str) -> str:
    """A credit code of an enterprise (91) in a Shandong city (37..), in a district number that no district bears."""
    organisation = "MA" + "".join(draws.choice(ALPHABET) for _ in range(6))
    body = "9137" + city_code + UNUSED_DISTRICT + organisation + organisation_check(organisation)
    return body + credit_check(body)
