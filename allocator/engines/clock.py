"""When a search must stop: a time limit, or Ctrl-C."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType

from allocator.errors import UsageError


class Clock:
    """Time left for a search.

    Parameters
    ----------
    seconds
        Time limit from now, 0 or more; None: no limit.
    whole
        Clock that this one is a part of; its interrupt is this one's.

    Raises
    ------
    UsageError
        Where it is no such number.
    """

    def __init__(self, seconds: float | None = None, whole: Clock | None = None) -> None:
        if seconds is not None and not seconds >= 0:  # NaN compares with nothing
            raise UsageError(f"time limit: {seconds} is no number of seconds from 0 up; give for example 60")
        self._end = None if seconds is None else time.monotonic() + seconds
        self._slack = 0.0 if seconds is None else 0.5 + seconds / 20
        self._interrupted, self._whole = False, whole

    def part(self, share: float) -> Clock:
        """A clock for a share of the time that is left."""
        left = self.remaining
        return Clock(None if left is None else left * share, self)

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C has asked the search to stop."""
        return self._interrupted or (self._whole is not None and self._whole.interrupted)

    def interrupt(self) -> None:
        """Ask the search to stop."""
        self._interrupted = True

    @property
    def remaining(self) -> float | None:
        """Seconds left, at least 0; None where there is no limit."""
        if self.interrupted:
            return 0.0
        return None if self._end is None else max(0.0, self._end - time.monotonic())

    @property
    def ending(self) -> bool:
        """Whether a solver that was given the rest of the time may have stopped for that: solvers measure apart."""
        return self.remaining is not None and self.remaining <= self._slack

    @property
    def expired(self) -> bool:
        """Whether the search must stop now."""
        return self.remaining == 0.0


@contextlib.contextmanager
def catching_interrupt(clock: Clock) -> Iterator[None]:
    """Let the first Ctrl-C stop the search in order; a second one raises as usual.

    Parameters
    ----------
    clock
        Told of the interrupt.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def on_interrupt(signum: int, frame: FrameType | None) -> None:
        clock.interrupt()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
