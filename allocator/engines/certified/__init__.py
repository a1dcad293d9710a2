"""The certified engine: prices, settling, a dynamic program on what is left, all in integers."""

from allocator.engines.certified.engine import Beyond, Certified
from allocator.engines.certified.leftover import left_open

__all__ = ["Beyond", "Certified", "left_open"]
