"""The application: commands, configuration and every output."""

__version__ = "0.1.0"
