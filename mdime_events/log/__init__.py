"""The append-only log: one JSON Lines file a dyad, every record chained to its predecessors by digest."""
