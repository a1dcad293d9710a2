"""The checker of pseudo-Boolean proofs alone: rules, limits, hostile files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from allocator.check import check_opb
from allocator.check.check_opb import FAULTS, prove
from tests.check.alone import alone
from tests.engines.models import programme
from tests.engines.proving import proofs_of

SOURCE = Path(check_opb.__file__)
OPB = """* two of three
min: -3 x1 -2 x2 -1 x3 ;
-1 x1 -1 x2 -1 x3 >= -2 ;
"""
PROOF = """pseudo-Boolean proof version 3.0
f 1 ;
soli x1 x2 ~x3 ;
rup 1 x1 >= 1 : ~ 2 ;
rup 1 x2 >= 1 : ~ 2 ;
rup 1 x3 >= 1 : ~ 2 ;
rup >= 1 : 1 3 4 5 ;
output NONE ;
conclusion BOUNDS -5 : 6 -5 ;
end pseudo-Boolean proof ;
"""


def test_a_proof_is_accepted() -> None:
    assert prove(OPB, PROOF) == -5


def test_a_proof_that_nothing_keeps_the_rows() -> None:
    opb = "1 x1 1 x2 >= 2 ;\n-1 x1 >= 0 ;\n"
    proof = "pseudo-Boolean proof version 3.0\nf 2 ;\npol 1 2 + x2 w ;\noutput NONE ;\nconclusion UNSAT : 3 ;\n"
    assert prove(opb, proof + "end pseudo-Boolean proof ;\n") is None


@pytest.mark.parametrize(
    ("step", "row"),
    [
        ("pol 1 2 +", ({1: 1, 2: 7}, 6)),
        ("pol 1 3 *", ({1: 9, 2: 15}, 21)),
        ("pol 1 3 d", ({1: 1, 2: 2}, 3)),
        ("pol 1 x1 w", ({2: 5}, 4)),
        ("pol 1 x3 w", ({1: 3, 2: 5}, 7)),
        ("pol 1 ~x2 2 * +", ({1: 3, 2: 3}, 5)),
        ("pol x4", ({4: 1}, 0)),
    ],
)
def test_steps_of_a_pol_line(step: str, row: tuple[dict[int, int], int]) -> None:
    """From 3 x1 + 5 x2 >= 7 and 2 ~x1 + 2 x2 >= 1."""
    state = check_opb.Proof("3 x1 5 x2 >= 7 ;\n2 ~x1 2 x2 >= 1 ;\n")
    state.pol(step.split()[1:])
    assert (state.rows[-1].terms, state.rows[-1].degree) == row


REFUSED = {
    "another version": ("version 3.0", "version 2.0"),
    "another number of rows": ("f 1 ;", "f 2 ;"),
    "no solution": ("soli x1 x2 ~x3 ;\n", ""),
    "a solution that breaks a row": ("soli x1 x2 ~x3", "soli x1 x2 x3"),
    "a variable without a value": ("soli x1 x2 ~x3", "soli x1 x2"),
    "a variable with two values": ("soli x1 x2 ~x3", "soli x1 x2 ~x3 x3"),
    "a second solution": ("soli x1 x2 ~x3 ;\n", "soli x1 x2 ~x3 ;\nsoli x1 x2 ~x3 ;\n"),
    "a worse solution": ("soli x1 x2 ~x3", "soli x1 ~x2 x3"),
    "a row to come": ("rup >= 1 : 1 3 4 5", "rup >= 1 : 1 3 4 6"),
    "row 0": ("rup >= 1 : 1 3 4 5", "rup >= 1 : 1 3 4 5 0"),
    "a hint too few": ("rup >= 1 : 1 3 4 5", "rup >= 1 : 1 3 4"),
    "no hints": ("rup >= 1 : 1 3 4 5", "rup >= 1"),
    "another rule": ("rup 1 x1 >= 1 : ~ 2", "red 1 x1 >= 1 : x1 1"),
    "an assumption": ("rup 1 x1 >= 1 : ~ 2", "a 1 x1 >= 1"),
    "no rule": ("rup 1 x1 >= 1 : ~ 2 ;", " ;"),
    "full-width digits": ("rup 1 x1 >= 1", "rup １ x1 >= 1"),
    "an underscore": ("rup 1 x1 >= 1", "rup 1_0 x1 >= 1"),
    "a decimal": ("rup 1 x1 >= 1", "rup 1.0 x1 >= 1"),
    "a variable twice": ("rup 1 x1 >= 1", "rup 1 x1 1 x1 >= 1"),
    "a variable and its negation": ("rup 1 x1 >= 1", "rup 1 x1 1 ~x1 >= 1"),
    "a number without a variable": ("rup 1 x1 >= 1", "rup 1 x1 1 >= 1"),
    "another output": ("output NONE", "output DERIVABLE FILE"),
    "no output": ("output NONE ;\n", ""),
    "no conclusion": ("conclusion BOUNDS -5 : 6 -5 ;\n", ""),
    "conclusion NONE": ("BOUNDS -5 : 6 -5", "NONE"),
    "a better bound": ("BOUNDS -5 : 6 -5", "BOUNDS -4 : 6 -5"),
    "better bounds": ("BOUNDS -5 : 6 -5", "BOUNDS -6 : 6 -6"),
    "an open bound": ("BOUNDS -5 : 6 -5", "BOUNDS -5 : 6 INF"),
    "a row that can hold": ("BOUNDS -5 : 6 -5", "BOUNDS -5 : 5 -5"),
    "no row": ("BOUNDS -5 : 6 -5", "BOUNDS -5 -5"),
    "UNSAT with a solution": ("BOUNDS -5 : 6 -5", "UNSAT : 6"),
    "no end": ("end pseudo-Boolean proof ;\n", ""),
    "something after the end": ("proof ;\n", "proof ;\nrup >= 0 : ~ ;\n"),
    "no line break at the end": ("proof ;\n", "proof ;"),
    "a carriage return": ("rup 1 x1", "rup 1\rx1"),
    "a line separator": ("rup 1 x1", "rup 1\u2028x1"),
    "two steps in a line": ("rup 1 x1 >= 1 : ~ 2 ;\n", "rup 1 x1 >= 1 : ~ 2 ; "),
    "an empty pol": ("rup >= 1 : 1 3 4 5", "pol"),
    "a lone operator": ("rup >= 1 : 1 3 4 5", "pol 1 + 3 +"),
    "an operator without its number": ("rup >= 1 : 1 3 4 5", "pol 1 3 + *"),
    "two rows left": ("rup >= 1 : 1 3 4 5", "pol 1 3"),
    "times 0": ("rup >= 1 : 1 3 4 5", "pol 2 0 *"),
    "times a negative number": ("rup >= 1 : 1 3 4 5", "pol 2 -1 *"),
    "divided by 0": ("rup >= 1 : 1 3 4 5", "pol 2 0 d"),
    "division by a negative number": ("rup >= 1 : 1 3 4 5", "pol 2 -2 d"),
    "a false sum": ("rup >= 1 : 1 3 4 5", "pol 1 3 +"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_follow_is_refused(name: str) -> None:
    old, new = REFUSED[name]
    assert old in PROOF
    with pytest.raises(FAULTS):
        prove(OPB, PROOF.replace(old, new, 1))


PROGRAMS = {
    "two objectives": ("min: -3 x1", "min: -3 x1 ;\nmin: -3 x1"),
    "an objective after the rows": (OPB, OPB.replace("min: -3 x1 -2 x2 -1 x3 ;\n", "") + "min: -3 x1 -2 x2 -1 x3 ;\n"),
    "no objective": ("min: -3 x1 -2 x2 -1 x3 ;\n", ""),
    "an equation": (">= -2", "= -2"),
    "a variable twice": ("-1 x1 -1 x2", "-1 x1 -1 x1 -1 x2"),
    "a variable twice in the objective": ("-3 x1", "-3 x1 -3 x1"),
    "a product": ("-1 x1 -1 x2", "-1 x1 x2"),
    "variable 0": ("-1 x3 >=", "-1 x0 >="),
    "a name": ("-1 x3 >=", "-1 y3 >="),
    "non-ASCII digits": ("-1 x3 >=", "-1 x٣ >="),
    "no bound": (">= -2", ">="),
    "another row": (">= -2", ">= -1"),
    "nothing": (OPB, ""),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_another_program_is_refused(name: str) -> None:
    old, new = PROGRAMS[name]
    assert old in OPB
    with pytest.raises(FAULTS):
        prove(OPB.replace(old, new, 1), PROOF)


BOMBS = {
    "a number of a million digits": "pol 1 " + "9" * 10**6 + " * ;\n",
    "products of products": "pol 2" + f" {'9' * 4000} *" * 2_000 + " ;\n",
    "a tower of squares": "pol x1" + f" {'9' * 4000} *" * 2_000 + " ;\n",
    "a pile of rows": "pol" + " 2" * 10**6 + " ;\n",
    "the same hint for ever": "rup 1 x1 >= 5 : ~" + " 2" * 10**5 + " ;\n",
    "its negation for ever": "rup 1 x1 >= 5 :" + " ~" * 10**5 + " ;\n",
    "a bracket a thousand deep": "pol " + "( " * 1_000 + "1 " + ") " * 1_000 + ";\n",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused(name: str) -> None:
    with pytest.raises(FAULTS):
        prove(OPB, PROOF.replace("output", BOMBS[name] + "output"))


def test_work_and_room_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    copies = (
        PROOF.replace("rup 1 x1", "pol 2 ;\n" * 50 + "rup 1 x1").replace("1 3 4 5", "1 53 54 55").replace("6 ", "56 ")
    )
    assert prove(OPB, copies) == -5
    monkeypatch.setattr(check_opb, "MOST_TERMS", 100)
    with pytest.raises(ValueError, match="too many terms"):
        prove(OPB, copies)
    monkeypatch.setattr(check_opb, "MOST_WORK", 50)
    with pytest.raises(ValueError, match="too much to check"):
        prove(OPB, copies)
    monkeypatch.setattr(check_opb, "MOST_BYTES", 50)
    with pytest.raises(ValueError, match="too large"):
        prove(OPB, copies)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the checker, and with the program and proof of a stage."""
    folder = tmp_path_factory.mktemp("opb")
    *_, (_, opb, proof) = proofs_of(programme(30, 1))
    (folder / "s.opb").write_text(opb, encoding="utf-8")
    (folder / "s.pbp").write_text(proof, encoding="utf-8")
    shutil.copy(SOURCE, folder)
    return folder


def test_the_checker_runs_alone_and_tells_by_its_exit_status(written: Path) -> None:
    status, said = alone(written / SOURCE.name, "s.opb", "s.pbp")
    assert (status, said[:38]) == (0, "proved: the objective's least value is")
    assert alone(written / SOURCE.name, "s.pbp", "s.opb")[0] == 1
    assert alone(written / SOURCE.name, "s.opb")[0] == 1
    assert alone(written / SOURCE.name, "s.opb", "nowhere.pbp")[0] == 2
    (written / "binary.pbp").write_bytes(b"\xff\x00\xfe")
    assert alone(written / SOURCE.name, "s.opb", "binary.pbp")[0] == 1


def test_the_checker_is_small_and_stands_alone() -> None:
    text = SOURCE.read_text(encoding="utf-8")
    assert "allocator." not in text
    assert "assert " not in text
    assert len(text.splitlines()) < 200
    imports = {line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert imports == {"re", "sys", "typing"}
