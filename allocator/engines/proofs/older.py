"""A proof of format 3.0 in the words of format 1.1: the same steps, without hints."""

from __future__ import annotations


def older(proof: str) -> str:
    """The proof in VeriPB's format 1.1.

    Parameters
    ----------
    proof
        Of format 3.0, as this package writes it.
    """
    lines = []
    for line in proof.splitlines():
        words = line.removesuffix(" ;")
        rule, _, rest = words.partition(" ")
        if rule == "pseudo-Boolean":
            lines.append("pseudo-Boolean proof version 1.1")
        elif rule == "soli":
            lines.append(f"o {rest}")
        elif rule == "rup":
            lines.append(f"rup {rest.partition(' : ')[0]} ;")
        elif rule in ("f", "pol"):
            lines.append(words)
        elif rule == "conclusion":
            lines.append(f"c {rest.split(' : ')[1].split()[0]}")
    return "\n".join([*lines, ""])
