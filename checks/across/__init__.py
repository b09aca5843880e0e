"""The checks across the documents of one unit, one per module; ``checks.registry.load_across`` finds them by name."""
