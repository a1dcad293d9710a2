"""run.json: who made a run, how and when; what allocation.json must not depend on."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from allocator.allocation import Allocation
from allocator.engines import ENGINES, engine_named
from allocator.numbers import round_half_away
from allocator.runs.opb_files import NONE, WRITTEN
from allocator.sensitivity import Conflict
from allocator.timing import Timings

SCHEMA = "run/1"
REASONS = ("time-limit", "interrupt")


def run_record(
    allocation: Allocation,
    conflict: Conflict | None,
    command: Sequence[str],
    started: datetime.datetime | None,
    timings: Timings,
    pseudo_boolean: str,
) -> dict[str, Any]:
    """Content of run.json.

    Parameters
    ----------
    allocation, conflict
        The outcome.
    command
        The command line.
    started
        When the run began; now where None.
    timings
        Seconds of each part.
    pseudo_boolean
        Whether there are proofs under proof/.
    """
    start = started or datetime.datetime.now().astimezone()
    return {
        "schema": SCHEMA,
        "engine": allocation.engine,
        "proof": allocation.proof,
        "pseudo_boolean": pseudo_boolean,
        "version": package_version(),
        "scenario": allocation.scenario.source.path,
        "budget": allocation.scenario.budget,
        "status": allocation.status,
        "stopped": allocation.stopped,
        "conflict": None if allocation.status != "infeasible" else "stopped" if conflict is None else "found",
        "command": list(command),
        "started": start.isoformat(timespec="seconds"),
        "times": {part: Fraction(round_half_away(Fraction(s) * 10**4), 10**4) for part, s in timings.seconds.items()},
    }


def check_run_record(run: Mapping[str, Any], record: Mapping[str, Any] | None) -> Iterator[str]:
    """What is wrong with a run.json, a sentence each.

    Parameters
    ----------
    run
        Content of run.json.
    record
        Content of allocation.json, which must agree with it; None where it cannot be read.
    """
    for key, expected, is_right in _KEYS:
        if key not in run:
            yield f"run.json: the key {key} is missing"
        elif not is_right(run[key]):
            yield f"run.json, {key}: found {_shown(run[key])}, expected {expected}"
    names = [key for key, _, _ in _KEYS]
    if list(run) != names and not set(names) - set(run):
        yield f"run.json: found the keys {', '.join(run)}, expected {', '.join(names)}"
    engine, proven = run.get("engine"), run.get("status") in ("optimal", "infeasible")
    if isinstance(engine, str) and engine in ENGINES:
        expected = engine_named(engine).proof if proven else "solver"
        if run.get("proof") != expected:
            yield f"run.json, proof: found {_shown(run.get('proof'))}, expected {expected!r} of {engine}"
    if run.get("pseudo_boolean") == WRITTEN and run.get("proof") != "certificate":
        yield f"run.json, pseudo_boolean: found {WRITTEN!r} with proof {_shown(run.get('proof'))}"
    if (run.get("status") in ("optimal", "infeasible")) != (run.get("stopped") is None):
        yield f"run.json, stopped: found {_shown(run.get('stopped'))} with status {_shown(run.get('status'))}"
    if (run.get("status") == "infeasible") != (run.get("conflict") is not None):
        yield f"run.json, conflict: found {_shown(run.get('conflict'))} with status {_shown(run.get('status'))}"
    for key in ("budget", "status"):
        if record is not None and (record.get(key) != run.get(key) or type(record.get(key)) is not type(run.get(key))):
            yield f"{key}: allocation.json says {_shown(record.get(key))}, run.json {_shown(run.get(key))}"


def package_version() -> str:
    """Version of this package; `unknown` where it is not installed."""
    try:
        return version("award-allocator")
    except PackageNotFoundError:
        return "unknown"


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_time(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_seconds(value: object) -> bool:
    numbers = isinstance(value, dict) and all(isinstance(s, Fraction | int) and s >= 0 for s in value.values())
    return numbers and isinstance(value, dict) and all(map(_is_text, value))


_KEYS: tuple[tuple[str, str, Callable[[Any], bool]], ...] = (
    ("schema", repr(SCHEMA), lambda v: v == SCHEMA),
    ("engine", f"one of {', '.join(ENGINES)}", lambda v: isinstance(v, str) and v in ENGINES),
    ("proof", "'solver' or 'certificate'", lambda v: v in ("solver", "certificate")),
    (
        "pseudo_boolean",
        f"{WRITTEN!r} or '{NONE}' and why",
        lambda v: v == WRITTEN or (isinstance(v, str) and v.startswith(NONE) and v != NONE),
    ),
    ("version", "a version", _is_text),
    ("scenario", "a path", _is_text),
    ("budget", "base units", lambda v: type(v) is int and v >= 0),
    (
        "status",
        "optimal, feasible, infeasible or unknown",
        lambda v: v in ("optimal", "feasible", "infeasible", "unknown"),
    ),
    ("stopped", f"null, {' or '.join(REASONS)}", lambda v: v is None or v in REASONS),
    ("conflict", "null, found or stopped", lambda v: v in (None, "found", "stopped")),
    ("command", "a list of words", lambda v: isinstance(v, list) and all(isinstance(w, str) for w in v)),
    ("started", "an ISO time with its zone", _is_time),
    ("times", "seconds by part", _is_seconds),
)


def _shown(value: object) -> str:
    text = repr(str(value) if isinstance(value, Fraction) else value)
    return text if len(text) <= 80 else text[:80] + "..."
