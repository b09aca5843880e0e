"""What every test may ask for: programs that must be there in CI, and reports that may be absent."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings

from tests.postgres_cluster import cluster, find_programs, make_database

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
settings.load_profile("untimed")


@pytest.fixture
def require_program() -> Callable[[str], str]:
    """A program's path by name; without it the test is skipped, but in CI it fails."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            if os.environ.get("GOUJI_CI") == "1":
                pytest.fail(f"{name} is not installed, and in CI nothing is skipped for that")
            pytest.skip(f"{name} is not installed")
        return path

    return find


@pytest.fixture
def report_file() -> Callable[[str], Path]:
    """A real report by name; such reports are not part of the project and need not be there."""
    folder = Path(os.environ.get("GOUJI_REPORTS", ROOT.parent / "shared" / "reports"))

    def find(name: str) -> Path:
        path = folder / name
        if not path.exists():
            pytest.skip(f"the real report {name} is not here; it is not part of the project")
        return path

    return find


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """A function that makes an empty PostgreSQL database and gives its address."""
    programs = find_programs()
    if programs is None:
        message = "the server of PostgreSQL (package postgresql) is not installed"
        if os.environ.get("GOUJI_CI") == "1":
            pytest.fail(f"{message}, and in CI nothing is skipped for that")
        pytest.skip(message)
    with cluster(programs) as socket:
        yield lambda: make_database(socket, f"t{uuid4().hex}")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The address of an empty database for the page, once of each kind ("" is SQLite)."""
    return "" if request.param == "sqlite" else request.getfixturevalue("postgres")()
