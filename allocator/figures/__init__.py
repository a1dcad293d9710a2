"""Figures of an allocation and its explanation (matplotlib; Chinese text on any machine)."""
