"""Several processes give the answers of one, in its order; Ctrl-C, time limits and lost processes end them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from allocator import explain, frontier, load, rule_costs, solve
from allocator.allocation import Allocation
from allocator.engines import Clock
from allocator.errors import UsageError
from allocator.sensitivity.best import Stopped, stopping
from allocator.sensitivity.solved import solved_again
from allocator.sensitivity.workers import Desk, Together, workers_for

CITIES = Path(__file__).resolve().parents[2] / "scenarios" / "community-grants-2026"


@pytest.fixture(scope="module")
def allocation() -> Allocation:
    return solve(load(CITIES))


def double(desk: Desk, number: int) -> int:
    return 2 * number


def lost(desk: Desk, number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def beating(desk: Desk, folder: str) -> int:
    """Shows that its process goes on, as long as it does."""
    beat = Path(folder, str(os.getpid()))
    while not desk.solver.clock.expired:
        beat.write_text(str(time.monotonic()), encoding="utf-8")
        time.sleep(0.02)
    raise Stopped


def endless(desk: Desk, number: int) -> int:
    while not desk.solver.clock.expired:
        pass
    raise Stopped


def test_two_processes_explain_as_one_does(allocation: Allocation) -> None:
    told: list[tuple[str, int, int | None]] = []
    one, two = explain(allocation), explain(allocation, jobs=2, progress=lambda *step: told.append(step))
    assert two == one
    assert (two.applications, two.screened, two.frontier, two.rule_costs) == (
        one.applications,
        one.screened,
        one.frontier,
        one.rule_costs,
    )
    totals = {what: of for what, _, of in told}
    assert list(totals) == ["budgets", "applications", "rules"]
    for what, of in totals.items():  # of one total, and up to it
        steps = [(done, whole) for name, done, whole in told if name == what]
        assert steps == sorted(steps)
        assert {whole for _, whole in steps} == {of}
        assert steps[-1] == (of, of)
    assert frontier(allocation, jobs=2) == one.frontier
    assert rule_costs(allocation, jobs=2) == one.rule_costs


@pytest.mark.parametrize("ask", [frontier, rule_costs, explain])
def test_no_process_is_no_number_of_processes(allocation: Allocation, ask: Callable[..., object]) -> None:
    with pytest.raises(UsageError, match="jobs: 0 is no number of processes; give 1 or more"):
        ask(allocation, jobs=0)


def test_answers_come_in_the_order_of_the_questions(allocation: Allocation) -> None:
    desk = Desk(solved_again(allocation), Clock())
    for jobs in (1, 2):
        with workers_for(allocation, desk, jobs) as workers:
            assert list(workers.each(double, range(50))) == list(range(0, 100, 2))


def test_a_lost_process_is_told(allocation: Allocation) -> None:
    with (
        pytest.raises(UsageError, match="a process ended before its answer"),
        Together(allocation, 2, Desk(solved_again(allocation), Clock())) as workers,
    ):
        list(workers.each(lost, [1, 2, 3]))


def test_the_time_limit_ends_all_processes(allocation: Allocation) -> None:
    clock = Clock(1.5)
    with (
        pytest.raises(UsageError, match=r"the time limit of 1.5 s ended the search"),
        stopping(clock, 1.5),
        Together(allocation, 2, Desk(solved_again(allocation), clock)) as workers,
    ):
        list(workers.each(endless, [1, 2, 3]))


ASKS = """
import sys
from pathlib import Path
from allocator import load, solve
from allocator.engines import Clock
from allocator.sensitivity.solved import solved_again
from allocator.sensitivity.workers import Desk, Together
from tests.sensitivity.test_workers import beating

if __name__ == "__main__":
    allocation = solve(load(sys.argv[1]))
    with Together(allocation, 2, Desk(solved_again(allocation), Clock())) as workers:
        list(workers.each(beating, [sys.argv[2]] * 2))
"""


@pytest.mark.parametrize("end", [subprocess.Popen.terminate, subprocess.Popen.kill])
def test_processes_end_with_the_one_that_asks(tmp_path: Path, end: Callable[[subprocess.Popen[bytes]], None]) -> None:
    (tmp_path / "asks.py").write_text(ASKS, encoding="utf-8")
    (beats := tmp_path / "beats").mkdir()
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, tmp_path / "asks.py", CITIES, beats], env=os.environ | {"PYTHONPATH": str(root)}
    ) as asking:
        assert within(60, lambda: len(list(beats.iterdir())) == 2)
        end(asking)
        assert asking.wait(30) != 0
    ended = within(10, lambda: not going_on(beats))
    for left in () if ended else beats.iterdir():
        os.kill(int(left.name), signal.SIGTERM)
    assert ended


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Whether something comes to hold in time."""
    end = time.monotonic() + seconds
    while not (now := holds()) and time.monotonic() < end:
        time.sleep(0.05)
    return now


def going_on(beats: Path) -> bool:
    """Whether some process still writes."""
    before = [p.read_bytes() for p in sorted(beats.iterdir())]
    time.sleep(0.5)
    return before != [p.read_bytes() for p in sorted(beats.iterdir())]


def test_ctrl_c_ends_all_processes(allocation: Allocation) -> None:
    clock = Clock()
    pool = Together(allocation, 2, Desk(solved_again(allocation), clock))
    threading.Timer(2, clock.interrupt).start()
    with pytest.raises(KeyboardInterrupt), stopping(clock, None), pool as workers:
        list(workers.each(endless, [1, 2, 3]))
    for process in pool.processes:
        process.join(5)
        assert not process.is_alive()
