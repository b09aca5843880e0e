"""The optional parts of the program, and the one sentence that says how to install them."""

from __future__ import annotations


def install(extra: str) -> str:
    """What to do to have ``extra`` (web, cluster or ocr), for who has the source and who has the package."""
    return f'请在本项目的文件夹中运行 make full，或运行 pip install "gouji[{extra}]"'
