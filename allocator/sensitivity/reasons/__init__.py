"""Why an application won or lost, in a sentence or two of Chinese and of English that cite the articles."""

from allocator.sensitivity.reasons.kinds import Reasons

__all__ = ["Reasons"]
