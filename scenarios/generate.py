"""Write the tables of all scenarios again, byte for byte: ``python scenarios/generate.py``.

The policies are written by hand; every name, code, amount and score in the tables is invented.
"""

from __future__ import annotations

from pathlib import Path

from _generate.community import write_community
from _generate.in_full import write_in_full
from _generate.shandong import write_shandong

SEED = "scene voucher 9"
"""Names the streams of draws; another text gives other tables."""


def main() -> None:
    """Write the tables beside the policies."""
    here = Path(__file__).resolve().parent
    enterprises = write_shandong(here / "shandong-2026", f"{SEED} shandong")
    write_in_full(here / "shandong-2026-in-full", f"{SEED} in full", enterprises)
    write_community(here / "community-grants-2026", f"{SEED} community")


if __name__ == "__main__":
    main()
