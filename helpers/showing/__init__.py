"""Figures, and the drawing pad."""
