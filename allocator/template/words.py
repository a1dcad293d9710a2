"""A phrase in both languages, and how an article is cited in each."""

from __future__ import annotations

from dataclasses import dataclass

from allocator.numbers import plain
from allocator.policy import Policy
from allocator.policy.articles import article_in_english
from allocator.policy.rules import ASSUMPTION
from allocator.policy.schema import Tier
from allocator.policy.values import Amount


@dataclass(frozen=True, slots=True)
class Words:
    """The same phrase in Chinese and in English."""

    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh}\n{self.en}"


def cited(zh: str, en: str, source: str) -> Words:
    """A phrase with its article; what no article says is called an assumption."""
    return Words(f"{zh}（{'政策假定' if source == ASSUMPTION else source}）", f"{en} ({article_in_english(source)})")


def money(policy: Policy, amount: Amount) -> str:
    """An amount in policy units with the unit's name: `150 万元`."""
    return f"{plain(amount)} {unit(policy)}"


def unit(policy: Policy) -> str:
    """What officials call the unit of money."""
    if policy.money.unit_name:
        return policy.money.unit_name
    return policy.money.currency if policy.money.unit == 1 else f"×{policy.money.unit} {policy.money.currency}"


def tier_words(tier: Tier) -> Words:
    """Name of a tier."""
    return Words(tier.name, tier.name_en or tier.name)
