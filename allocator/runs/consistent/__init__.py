"""Whether an explanation that was read is one of its allocation: what can be told without searching again."""

from allocator.runs.consistent.whole import inconsistency

__all__ = ["inconsistency"]
