"""The integer program of a scenario."""

from allocator.model.compile import compile_model
from allocator.model.model import Family, Model, Option, Options, Row, Target

__all__ = ["Family", "Model", "Option", "Options", "Row", "Target", "compile_model"]
