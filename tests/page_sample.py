"""A review page for tests: its application with a client, users with sessions, documents that were checked."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from gouji.web.app import create_app
from gouji.web.auth import COOKIE, HEADER, new_token
from gouji.web.queue import Made
from gouji.web.settings import PageSettings
from gouji.web.site import Site
from gouji.web.store import User
from gouji.web.store.user import add_session, add_token, add_user

ROOT = Path(__file__).resolve().parent.parent
PLANTED = ROOT / "corpora" / "committed" / "department-7-003-planted.docx"
CLEAN = ROOT / "corpora" / "committed" / "department-7-003.docx"
SMALL = ROOT / "corpora" / "committed" / "visit-7-001.txt"
PROGRAM = {"X-Gouji-Client": "test"}
PASSWORD = "correct-horse-7"

MADE = Made("complete", "", "", "docx", "甲局", 2023, {}, [], {}, {})
"""A result without findings, where a test is the worker."""

# As strong as the real one, but quick.
_QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@contextmanager
def opened(settings: PageSettings, **more: Any) -> Iterator[tuple[Site, TestClient]]:
    """The running application; the client is a program without login."""
    app = create_app(settings)
    with TestClient(app, base_url="http://127.0.0.1", headers=PROGRAM, **more) as client:
        site: Site = app.state.page
        yield site, client


def settings_for(folder: Path, database: str = "", **more: Any) -> PageSettings:
    """A page in a folder, without a worker where nothing else is said."""
    return PageSettings(folder, database, **{"works": False, "jobs": 2, **more})


def add_person(site: Site, name: str, role: str, department: str = "") -> User:
    """A user whose password is ``PASSWORD``."""
    with site.store.write() as connection:
        return add_user(connection, name, role, _QUICK.hash(PASSWORD), department)


def log_in_as(site: Site, client: TestClient, user: User) -> TestClient:
    """A client of the same application with a session of the user, and its token for what changes something."""
    cookie, digest = new_token()
    with site.store.write() as connection:
        add_session(connection, digest, user, f"csrf-{user.id}")
    return TestClient(
        client.app,
        base_url="http://127.0.0.1",
        cookies={COOKIE: cookie},
        headers={HEADER: f"csrf-{user.id}"},
        follow_redirects=False,
    )


def token_of(site: Site, user: User) -> dict[str, str]:
    """The header of another program that acts as a user."""
    token, digest = new_token()
    with site.store.write() as connection:
        add_token(connection, digest, user, "test")
    return {"Authorization": f"Bearer {token}"}


def upload(client: TestClient, *files: Path | tuple[str, bytes], **fields: str) -> list[dict[str, Any]]:
    """Hand files in; gives what the interface said of each."""
    named = [(file.name, file.read_bytes()) if isinstance(file, Path) else file for file in files]
    answer = client.post(
        "/api/documents", files=[("file", (name, data)) for name, data in named], data=fields
    )
    assert answer.status_code == 202, answer.text
    received: list[dict[str, Any]] = answer.json()["received"]
    return received


def submit(client: TestClient, *files: Path | tuple[str, bytes], **fields: str) -> list[str]:
    """Hand in files that are taken; gives the ids of their documents."""
    return [one["document"]["id"] for one in upload(client, *files, **fields)]


def wait_for(client: TestClient, number: str, seconds: float = 60.0) -> dict[str, Any]:
    """The document when it has ended."""
    until = time.monotonic() + seconds * float(os.environ.get("GOUJI_PATIENCE", "1"))
    while True:
        paper: dict[str, Any] = client.get(f"/api/documents/{number}").json()
        if paper["state"] not in {"waiting", "working"}:
            return paper
        assert time.monotonic() < until, paper
        time.sleep(0.1)
