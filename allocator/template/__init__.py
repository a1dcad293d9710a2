"""An empty scenario with workbooks to fill in."""

from allocator.template.files import scenario_files

__all__ = ["scenario_files"]
