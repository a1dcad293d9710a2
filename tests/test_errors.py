"""Of very many faults of one kind some are listed, and all are counted."""

from allocator.errors import MOST_LISTED, MOST_SHOWN, Place, Problem, Problems


def fault(row: int) -> Problem:
    return Problem(Place("a.csv", row), "the cell is empty", "fill it in")


def test_every_fault_is_counted_and_the_first_are_listed() -> None:
    problems = Problems()
    problems.add_each(range(2_000_000), fault)
    problems.add(Place("b.csv"), "is empty")
    error = problems.error("more")
    assert len(error.problems) == MOST_LISTED + 1
    assert error.lines[0] == "a.csv row 0: the cell is empty; fill it in"
    assert error.lines[MOST_SHOWN:] == [f"... and {2_000_001 - MOST_SHOWN} more problems", "more"]


def test_warnings_are_listed_and_counted_likewise() -> None:
    problems = Problems()
    problems.warn_each(range(MOST_LISTED + 7), fault)
    assert (len(problems.warnings), problems.more_warnings) == (MOST_LISTED, 7)
    problems.check()
