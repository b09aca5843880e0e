"""The rules, one module each; ``checks.registry`` finds them by their names."""
