"""Questions answered one after another by this process, or by several at once: the same answers in the same order."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import cached_property
from multiprocessing.process import BaseProcess
from typing import Protocol, TypeVar

from allocator.allocation import Allocation
from allocator.engines import Clock
from allocator.errors import UsageError
from allocator.sensitivity.best import Solver, Stopped
from allocator.sensitivity.inversions import Inversions
from allocator.sensitivity.margins import Margins
from allocator.sensitivity.progress import Progress, silent
from allocator.sensitivity.rescored import Rescored
from allocator.sensitivity.screened import ScreenedOut
from allocator.sensitivity.solved import Solved, solved_again

Q = TypeVar("Q")
A = TypeVar("A")
SHARES = 8  # parts of the work for each process: small enough that none waits long for another
POLL = 0.2  # seconds between looks at the clock


class Desk:
    """What answers are made from: tables that are made once, when first asked for.

    Parameters
    ----------
    solved
        The allocation.
    clock
        When to stop.
    progress
        Told how far a long answer has come.
    asked
        Applications that will be asked about; None for all.
    """

    def __init__(
        self, solved: Solved, clock: Clock, progress: Progress = silent, asked: Collection[int] | None = None
    ) -> None:
        self.solved, self.solver, self.progress, self.asked = solved, Solver(clock), progress, asked

    @cached_property
    def margins(self) -> Margins:
        """The best allocation with and without each application."""
        return Margins(self.solved, Rescored(self.solved.scenario), self.solver)

    @cached_property
    def inversions(self) -> Inversions:
        """Lower-scored winners."""
        return Inversions(self.solved)

    @cached_property
    def screened(self) -> ScreenedOut:
        """Applications that no tier is open to, whatever their score."""
        every = range(len(self.solved.scenario.positions)) if self.asked is None else sorted(self.asked)
        out = [k for k in every if not self.margins.rescored.may_be_open(k)]
        return ScreenedOut(self.solved, out, self.solver)


class Workers(Protocol):
    """Who answers."""

    @property
    def parts(self) -> int:
        """Into how many parts a question that can be divided is best divided."""
        ...

    def each(self, ask: Callable[[Desk, Q], A], questions: Sequence[Q]) -> Iterator[A]:
        """Answers in the order of the questions.

        Parameters
        ----------
        ask
            A function of a module: answers one question.
        """
        ...


class Alone:
    """This process.

    Parameters
    ----------
    desk
        What it answers from.
    """

    parts = 1

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def each(self, ask: Callable[[Desk, Q], A], questions: Sequence[Q]) -> Iterator[A]:
        """Answers, each when it is asked for."""
        return (ask(self._desk, q) for q in questions)


class Together:
    """Several processes, each with its own tables; to be used as a context, after which `processes` have ended.

    Parameters
    ----------
    allocation
        What the questions are about.
    jobs
        How many processes.
    desk
        What the asking process would answer from.
    """

    def __init__(self, allocation: Allocation, jobs: int, desk: Desk) -> None:
        clock = desk.solver.clock
        self.parts, self._clock = jobs * SHARES, clock
        self._pool = ProcessPoolExecutor(
            jobs,
            multiprocessing.get_context("spawn"),  # a fork would copy the locks of solvers' threads
            _begin,
            (replace(allocation, certificate=None), clock.remaining, desk.asked),
        )

        self.processes: list[BaseProcess] = []

    def __enter__(self) -> Together:
        return self

    def __exit__(self, *error: object) -> None:
        self.processes = list((self._pool._processes or {}).values())
        for process in self.processes if any(error) else ():  # what is being answered is wanted no more
            process.terminate()
        self._pool.shutdown(cancel_futures=True)

    def each(self, ask: Callable[[Desk, Q], A], questions: Sequence[Q]) -> Iterator[A]:
        """Answers, in the order of the questions."""
        size = max(1, -(-len(questions) // self.parts))
        parts = [questions[n : n + size] for n in range(0, len(questions), size)]
        try:
            with _without_interrupt():
                futures = [self._pool.submit(_answer, ask, part) for part in parts]
            for future in futures:
                yield from self._result(future)
        except BrokenProcessPool:
            raise UsageError("a process ended before its answer (out of memory?); try fewer --jobs") from None

    def _result(self, future: Future[list[A]]) -> list[A]:
        while not future.done():
            if self._clock.expired:
                raise Stopped
            wait([future], POLL, FIRST_COMPLETED)
        return future.result()


@contextlib.contextmanager
def _without_interrupt() -> Iterator[None]:
    """Hold Ctrl-C back; processes that are started meanwhile never hear it, not even before they are ready."""
    if not hasattr(signal, "pthread_sigmask"):  # not on Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_desk: Desk | None = None


def _end_with(parent: BaseProcess) -> None:
    """End this process at once when another has ended, however that was."""
    parent.join()
    os._exit(1)


def _begin(allocation: Allocation, seconds: float | None, asked: Collection[int] | None) -> None:
    """Make a process ready: Ctrl-C is for the one that asks, and without that one nobody waits for an answer."""
    global _desk
    parent = multiprocessing.parent_process()
    assert parent is not None
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _desk = Desk(solved_again(allocation), Clock(seconds), asked=asked)


def _answer(ask: Callable[[Desk, Q], A], questions: Sequence[Q]) -> list[A]:
    assert _desk is not None  # `_begin` came first
    return [ask(_desk, q) for q in questions]


@contextlib.contextmanager
def workers_for(allocation: Allocation, desk: Desk, jobs: int) -> Iterator[Workers]:
    """Who answers: this process where one is enough, else several.

    Parameters
    ----------
    allocation
        What the questions are about.
    desk
        What this process answers from.
    jobs
        How many processes.

    Raises
    ------
    UsageError
        Where that is no number of processes.
    """
    if jobs < 1:
        raise UsageError(f"jobs: {jobs} is no number of processes; give 1 or more")
    if jobs == 1:
        yield Alone(desk)
    else:
        with Together(allocation, jobs, desk) as together:
            yield together
