"""The application: commands, configuration and every output."""

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """``gouji.frames``, imported only where it is used."""
    if name == "frames":
        from gouji.frame import frames

        return frames
    raise AttributeError(f"module 'gouji' has no attribute {name!r}")
