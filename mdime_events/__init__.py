"""An event-sourced influence timeline tracker for the M-DIME framework."""

__version__ = "0.1.0"
