"""Scoring rules as reports print them, understood as functions of a rate."""
