"""The integer program of a scenario."""

from allocator.model.compile import compile_model
from allocator.model.model import Model, Option, Row, Target

__all__ = ["Model", "Option", "Row", "Target", "compile_model"]
