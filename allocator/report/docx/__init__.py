"""Documents as docx, after GB/T 9704: real styles, fonts named as officials have them and embedded for who has not."""

from allocator.report.docx.render import render_docx

__all__ = ["render_docx"]
