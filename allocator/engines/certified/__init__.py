"""The certified engine: prices, settling, a dynamic program on what is left, all in integers."""

from allocator.engines.certified.engine import Certified

__all__ = ["Certified"]
