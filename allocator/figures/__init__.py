"""Figures of an allocation and its explanation (matplotlib; the same on any machine, Chinese or English)."""

from allocator.figures.amounts import amounts
from allocator.figures.distribution import distribution
from allocator.figures.frontier import frontier
from allocator.figures.line import line
from allocator.figures.rule_costs import rule_costs
from allocator.figures.saving import save

__all__ = ["amounts", "distribution", "frontier", "line", "rule_costs", "save"]
