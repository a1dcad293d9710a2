"""The command `allocate`: parses, calls one library function, renders."""

from allocator.cli.main import main

__all__ = ["main"]
