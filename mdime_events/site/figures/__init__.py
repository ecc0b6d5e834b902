"""Figures: pure functions from values to SVG, one module each."""
