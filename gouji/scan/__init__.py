"""A year's submissions: every file of a folder checked in a process of its own, and what came of them together."""
