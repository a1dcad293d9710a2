"""The checker of pseudo-Boolean proofs on tampered files: what it accepts is true of the program it was given."""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Callable

import pytest

from allocator.check.check_opb import FAULTS, prove
from tests.engines.models import knapsack, oddity, programme
from tests.engines.proving import least, proofs_of, variables

SMALL = 9

Lines = list[str]
Tamper = Callable[[random.Random, Lines], None]


def _number(draw: random.Random, lines: Lines) -> None:
    """Another number: a coefficient, a bound, a row's or the conclusion's."""
    k = draw.choice([k for k, line in enumerate(lines) if re.search(r"(?<![x.\d])\d+", line)])
    found = draw.choice(list(re.finditer(r"(?<![x.\d])-?\d+", lines[k])))
    value = int(found.group()) + draw.choice([-1, 1, 1, 2, -7, 10**20])
    lines[k] = lines[k][: found.start()] + str(value) + lines[k][found.end() :]


def _dropped(draw: random.Random, lines: Lines) -> None:
    del lines[draw.randrange(1, len(lines))]


def _twice(draw: random.Random, lines: Lines) -> None:
    k = draw.randrange(1, len(lines))
    lines.insert(draw.randrange(1, len(lines)), lines[k])


def _swapped(draw: random.Random, lines: Lines) -> None:
    a, b = draw.randrange(1, len(lines)), draw.randrange(1, len(lines))
    lines[a], lines[b] = lines[b], lines[a]


def _literal(draw: random.Random, lines: Lines) -> None:
    """Another literal: a winner swapped, a row over other variables."""
    named = [k for k, line in enumerate(lines) if re.search(r"x\d", line)]
    if named:
        k = draw.choice(named)
        found = draw.choice(list(re.finditer(r"~?x\d+", lines[k])))
        other = draw.choice([f"x{draw.randint(1, SMALL)}", found.group().lstrip("~"), "~" + found.group().lstrip("~")])
        lines[k] = lines[k][: found.start()] + other + lines[k][found.end() :]


def _better(draw: random.Random, lines: Lines) -> None:
    """A better bound in the conclusion."""
    for k, line in enumerate(lines):
        found = re.fullmatch(r"conclusion BOUNDS (-?\d+) : (\d+) (-?\d+) ;", line)
        if found:
            shift = draw.choice([-1, 1])
            upper = int(found[3]) + draw.choice([0, shift])
            lines[k] = f"conclusion BOUNDS {int(found[1]) + shift} : {found[2]} {upper} ;"


def _word(draw: random.Random, lines: Lines) -> None:
    """A word left out, twice or elsewhere."""
    k = draw.randrange(1, len(lines))
    words = lines[k].split(" ")
    word = words.pop(draw.randrange(len(words)))
    for _ in range(draw.randrange(3)):
        words.insert(draw.randrange(len(words) + 1), word)
    lines[k] = " ".join(words)


def _step(draw: random.Random, lines: Lines) -> None:
    """A step more, that follows or does not."""
    top, x = len(lines) + 20, f"x{draw.randint(1, SMALL)}"
    a, b, n = (draw.randint(1, top) for _ in range(3))
    step = draw.choice(
        [
            f"pol {a} {b} +",
            f"pol {a} {n} *",
            f"pol {a} {n} d",
            f"pol {a} {x} w",
            f"pol {a} {x} +",
            f"rup 1 {x} >= 1 : ~ {a}",
        ]
    )
    lines.insert(draw.randrange(1, len(lines)), f"{step} ;")


TAMPERS: dict[str, Tamper] = {
    "number": _number,
    "dropped": _dropped,
    "twice": _twice,
    "swapped": _swapped,
    "literal": _literal,
    "better": _better,
    "word": _word,
    "step": _step,
}


def tampered(name: str, seed: int) -> tuple[bool, bool]:
    """Whether a tampered file is accepted, which it may be only if that is true; and whether it was changed at all."""
    draw = random.Random(seed)
    small = [(o, p) for _, o, p in proofs_of(oddity(seed % 400)) if variables(o) <= SMALL]
    if not small:
        return False, False
    opb, proof = draw.choice(small)
    texts = {"opb": opb, "proof": proof}
    which = draw.choice(["opb", "proof", "proof"])
    lines = texts[which].rstrip("\n").split("\n")
    for _ in range(draw.choice([1, 1, 2, 3])):
        if len(lines) > 2:
            TAMPERS[name](draw, lines)
    before, texts[which] = texts[which], "\n".join(lines) + "\n"
    try:
        value = prove(texts["opb"], texts["proof"])
    except FAULTS:
        return False, texts[which] != before
    assert value == least(texts["opb"]), (name, seed)
    return True, texts[which] != before


@pytest.mark.parametrize("name", TAMPERS)
def test_what_is_accepted_of_a_tampered_proof_is_true(name: str) -> None:
    results = [tampered(name, seed) for seed in range(60)]
    assert sum(changed for _, changed in results) > 10
    assert sum(not accepted for accepted, changed in results if changed) > 3


@pytest.mark.campaign
@pytest.mark.parametrize("name", TAMPERS)
def test_what_is_accepted_of_many_tampered_proofs_is_true(name: str) -> None:
    results = [tampered(name, seed) for seed in range(1_000, 2_500)]
    assert sum(changed for _, changed in results) > 300
    assert sum(not accepted for accepted, changed in results if changed) > 100


@functools.cache
def programmes() -> list[tuple[str, str, int | None]]:
    """Programs and proofs with cuts and many cases, and the value that is true."""
    models = [knapsack("multiple", 40, 1), programme(60, 2, full=True), programme(60, 1, places=0)]
    return [
        (opb, proof, stage.least) for m in models for stage, opb, proof in proofs_of(m, "auto") if len(proof) > 3_000
    ]


def tampered_steps(name: str, seed: int) -> bool:
    """Whether a long proof with other steps is accepted, which it may be with the true value only."""
    draw = random.Random(seed)
    opb, proof, true = draw.choice(programmes())
    lines = proof.rstrip("\n").split("\n")
    TAMPERS[name](draw, lines)
    try:
        value = prove(opb, "\n".join(lines) + "\n")
    except FAULTS:
        return False
    assert value == true, (name, seed)
    return True


@pytest.mark.parametrize("name", TAMPERS)
def test_what_is_accepted_of_a_long_proof_is_true(name: str) -> None:
    assert sum(not tampered_steps(name, seed) for seed in range(15)) > 2


@pytest.mark.campaign
@pytest.mark.parametrize("name", TAMPERS)
def test_what_is_accepted_of_many_long_proofs_is_true(name: str) -> None:
    assert sum(not tampered_steps(name, seed) for seed in range(100, 400)) > 30
