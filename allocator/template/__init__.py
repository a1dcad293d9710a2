"""An empty scenario with workbooks to fill in."""

from allocator.template.files import scenario_files
from allocator.template.write import check_target, write_scenario

__all__ = ["check_target", "scenario_files", "write_scenario"]
