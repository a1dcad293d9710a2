"""Data inside a page: JSON that no HTML parser can mistake for anything else."""

from __future__ import annotations

import json
import re
from typing import Any

_UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def island(data: Any) -> str:
    """JSON text for a script element of type application/json.

    Parameters
    ----------
    data
        Dicts, lists, texts, integers, booleans and None; exact decimals as texts. What could end the element or open
        a comment, and half characters, which no encoding holds, stand as JSON escapes.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
