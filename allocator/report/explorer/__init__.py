"""The explorer: a run as one self-contained page that opens offline, runs nothing foreign and needs no network."""

from allocator.report.explorer.page_file import render_explorer

__all__ = ["render_explorer"]
