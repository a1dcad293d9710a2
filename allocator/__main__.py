"""`python -m allocator` is `allocate`."""

from allocator.cli import main

main()
