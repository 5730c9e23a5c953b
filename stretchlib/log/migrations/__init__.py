"""How a log of any earlier version becomes one of today, step by step."""
