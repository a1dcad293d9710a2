"""CBC as a backend: PuLP writes the problem and reads the solution, the log tells what was proven."""

from __future__ import annotations

import ctypes
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allocator.engines.clock import Clock
from allocator.engines.milp import build_problem, trivially_infeasible, whole
from allocator.engines.program import Answer, Coefficients, IntegerProgram, whole_bound
from allocator.engines.protocol import Status
from allocator.errors import EngineError

_BOUND = re.compile(r"(?:Lower bound:|best possible)\s+(-?[\d.]+(?:e[+-]?\d+)?)")
_GRACE = 5.0


@dataclass(frozen=True, slots=True)
class Cbc:
    """Backend over the CBC that PuLP brings.

    PuLP's own call of CBC reports a search that its time limit cut short as optimal where it holds a solution; here
    the proof is read from CBC's log.
    """

    name: str = "cbc"

    def minimise(self, program: IntegerProgram, objective: Coefficients, clock: Clock, hint: Sequence[int]) -> Answer:
        """Minimise an objective; see `Backend`."""
        if trivially_infeasible(program):
            return Answer(Status.INFEASIBLE)
        problem, variables = build_problem(program, objective)
        solver = _solver()
        with tempfile.TemporaryDirectory(prefix="allocator-") as folder:
            mps, solution, log = (str(Path(folder) / name) for name in ("model.mps", "model.sol", "cbc.log"))
            columns, names, constraints, _ = problem.writeMPS(mps, rename=True)
            limit = [] if clock.remaining is None else ["-sec", f"{clock.remaining:.3f}"]
            exact = [
                "-ratioGap",
                "0",
                "-allowableGap",
                "0",
                "-preprocess",
                "off",
            ]  # its preprocessing calls some feasible rows infeasible
            command = [
                solver.path,
                mps,
                *limit,
                *exact,
                "-timeMode",
                "elapsed",
                "-solve",
                "-printingOptions",
                "all",
                "-solution",
                solution,
            ]
            code = _run(command, log, clock)
            said = Path(log).read_text(encoding="utf-8", errors="replace")
            if code != 0 and not clock.expired:
                last = said.strip().splitlines()[-1:] or ["nothing"]
                raise EngineError(f"CBC failed with status {code}, saying {last[0]!r}; choose another --engine")
            if not Path(solution).exists():
                return Answer(Status.UNKNOWN)
            _, by_name, *_ = solver.readsol_MPS(solution, problem, columns, names, constraints)
            first = Path(solution).read_text(encoding="utf-8").partition("\n")[0]
        return _answer(said, first, whole([by_name[v.name] for v in variables]))


def _solver() -> Any:
    import pulp
    from pulp.apis.coin_api import pulp_cbc_path

    solver = pulp.COIN_CMD(path=pulp_cbc_path, msg=False)
    if not solver.available():
        solver = pulp.COIN_CMD(msg=False)
    if not solver.available():
        raise EngineError("no CBC program was found; install it (pulp brings one), or choose another engine")
    return solver


def _end_with_us() -> None:
    """Ask the kernel to end this child when its parent is killed, which a session of its own would let it survive."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _run(command: Sequence[str], log: str, clock: Clock) -> int:
    """Run CBC in a session of its own, so that Ctrl-C reaches us and we ask it to stop in order; its exit status."""
    with (
        open(log, "wb") as pipe,
        subprocess.Popen(
            command,
            stdout=pipe,
            stderr=pipe,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_us if sys.platform == "linux" else None,
        ) as process,
    ):
        asked = None
        while process.poll() is None:
            now = time.monotonic()
            if asked is None and clock.expired:
                process.send_signal(signal.SIGINT)
                asked = now
            elif asked is not None and now > asked + _GRACE:
                process.kill()
            time.sleep(0.002)
        return process.returncode


def _answer(log: str, first: str, values: tuple[int, ...]) -> Answer:
    """What the first line of a solution file and the log prove; what neither says is not taken as said."""
    if re.match(r"(Infeasible|Integer infeasible) - ", first):
        return Answer(Status.INFEASIBLE)
    proven = (
        "Result - Optimal solution found" in log
        if "Result -" in log
        else "Stopped" not in log  # presolve settled it all: CBC then only says so in the file
    )
    if first.startswith("Optimal - objective value") and proven and "(within gap" not in log:
        return Answer(Status.OPTIMAL, values)
    bounds = _BOUND.findall(log)
    bound = whole_bound(float(bounds[-1])) if bounds else None
    held = re.match(r"(Optimal|Stopped on [\w -]+) - objective value", first) and "1e+50" not in first
    if held and "continuous used" not in first:
        return Answer(Status.FEASIBLE, values, bound)
    return Answer(Status.UNKNOWN, (), bound)
