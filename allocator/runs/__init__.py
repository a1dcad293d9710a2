"""The run folder: written whole or not at all, read back, verified."""
