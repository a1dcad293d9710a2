"""From a scenario's files to a checked scenario."""

from __future__ import annotations

from pathlib import Path

from allocator.encoding import path_text
from allocator.errors import InputError, Problems
from allocator.policy import Policy, load_policy
from allocator.scenario import Scenario, Source, build_scenario
from allocator.tables.load import check_structure, load_tables
from allocator.tables.read import ScenarioFiles, open_scenario
from allocator.timing import Timings

EMBEDDED = "shandong-2026"


def embedded(name: str = EMBEDDED) -> Path:
    """Folder of a scenario that comes with the package.

    Parameters
    ----------
    name
        Its name.
    """
    here = Path(__file__).resolve().parent
    inside, beside = here / "scenarios" / name, here.parent / "scenarios" / name
    return inside if inside.is_dir() else beside


def load(path: str | Path | None = None, *, timings: Timings | None = None) -> Scenario:
    """Read, check, score and screen a scenario.

    Parameters
    ----------
    path
        A folder, or one workbook; the embedded scenario where None.
    timings
        Takes the seconds of reading and of screening.

    Raises
    ------
    InputError
        With every problem of the inputs: place, found, expected, remedy.
    """
    timings = timings or Timings()
    where = embedded() if path is None else Path(path)
    with timings("read"):
        problems = Problems()
        files = open_scenario(where, problems)
        if files is None:
            raise problems.error()
        policy = _policy(files, problems)
        tables = load_tables(files, policy, problems)
    full = where.resolve()
    name = full.stem if full.is_file() else full.name
    source = Source(path_text(name), str(full), files.policy_text)
    return build_scenario(policy, tables, source, problems, timings=timings)


def _policy(files: ScenarioFiles, problems: Problems) -> Policy:
    try:
        return load_policy(files.policy_text, files.policy_name)
    except InputError as error:
        found = [*problems.faults, *error.problems]
    check_structure(files, problems := Problems())
    note = "correct the policy first: what the cells say is checked against it"
    raise InputError(found + problems.faults, note, problems.more)
