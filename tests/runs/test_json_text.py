"""JSON of records: exact, and writable whatever a path holds."""

from __future__ import annotations

import json
import os

from allocator.runs.json_text import dumps, loads


def test_a_path_that_is_not_utf8_is_written_as_escapes_and_read_back() -> None:
    path = os.fsdecode(b"/data/\xb2\xe2\xca\xd4")  # GBK
    text = dumps({"scenario": path, path: ["场景", path]})
    assert "\\udcb2\\udce2\\udcca\\udcd4" in text.encode("utf-8").decode()
    assert "场景" in text
    assert loads(text) == json.loads(text) == {"scenario": path, path: ["场景", path]}
