"""Seconds of each part of a run."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

PARTS = ("read", "screen", "score", "model", "solve", "audit", "prove", "write")


class Timings:
    """Wall-clock seconds per part, summed where a part runs more than once.

    `prove` is the making of the pseudo-Boolean proofs; the certificate comes of solving.
    """

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(PARTS, 0.0)

    @contextlib.contextmanager
    def __call__(self, part: str) -> Iterator[None]:
        """Time a part."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[part] += time.perf_counter() - start
