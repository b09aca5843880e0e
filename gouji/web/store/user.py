"""Users, their sessions and the tokens of other programs. Passwords are checked in ``gouji.web.auth``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete, select, update

from gouji.web.store.base import now
from gouji.web.store.table import SESSION, TOKEN, USER

ROLES: Final = {"reviewer": "复核人员", "leader": "负责人", "department": "报送单位"}


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who works on the page; ``department`` is the unit whose papers a department sees."""

    id: int
    name: str
    role: str
    department: str = ""
    active: bool = True

    @property
    def decides(self) -> bool:
        """Whether every decision is theirs to make (a department only says what it has mended)."""
        return self.role == "reviewer"

    @property
    def submits(self) -> bool:
        """Whether they may hand documents in."""
        return self.role in {"reviewer", "department"}


@dataclass(frozen=True, slots=True)
class Session:
    """An open session; ``csrf`` has to come with whatever changes something."""

    user: User
    csrf: str
    created: str
    seen: str


_COLUMNS = (USER.c.id, USER.c.name, USER.c.role, USER.c.department, USER.c.active)


def add_user(connection: Connection, name: str, role: str, secret: str, department: str = "") -> User:
    """A new user; ``secret`` is the hash of the password."""
    number = connection.execute(
        USER.insert()
        .values(name=name, role=role, department=department, secret=secret, active=True, created=now())
        .returning(USER.c.id)
    ).scalar_one()
    return User(number, name, role, department)


def find_user(connection: Connection, name: str) -> tuple[User, str] | None:
    """A user and the hash of the password, by name."""
    row = connection.execute(select(*_COLUMNS, USER.c.secret).where(USER.c.name == name)).first()
    return (User(*row[:5]), row[5]) if row else None


def list_users(connection: Connection) -> list[User]:
    """All users by name."""
    return [User(*row) for row in connection.execute(select(*_COLUMNS).order_by(USER.c.name))]


def change_user(connection: Connection, user: User, secret: str | None = None, active: bool = True) -> None:
    """Set the password hash, or close the account; either ends all sessions and a closed one has no tokens."""
    values: dict[str, object] = {"active": active}
    if secret is not None:
        values["secret"] = secret
    connection.execute(update(USER).where(USER.c.id == user.id).values(values))
    connection.execute(delete(SESSION).where(SESSION.c.user == user.id))
    if not active:
        connection.execute(delete(TOKEN).where(TOKEN.c.user == user.id))


def add_session(connection: Connection, digest: str, user: User, csrf: str) -> None:
    """Open a session."""
    moment = now()
    connection.execute(
        SESSION.insert().values(digest=digest, user=user.id, csrf=csrf, created=moment, seen=moment)
    )


def find_session(connection: Connection, digest: str) -> Session | None:
    """An open session of an active user."""
    query = select(*_COLUMNS, SESSION.c.csrf, SESSION.c.created, SESSION.c.seen)
    query = query.join_from(SESSION, USER, SESSION.c.user == USER.c.id)
    row = connection.execute(query.where(SESSION.c.digest == digest, USER.c.active)).first()
    return Session(User(*row[:5]), *row[5:]) if row else None


def touch_session(connection: Connection, digest: str) -> None:
    """Note that a session is in use."""
    connection.execute(update(SESSION).where(SESSION.c.digest == digest).values(seen=now()))


def end_session(connection: Connection, digest: str) -> None:
    """Close a session."""
    connection.execute(delete(SESSION).where(SESSION.c.digest == digest))


def end_old_sessions(connection: Connection, seen: str, created: str) -> None:
    """Close the sessions that were last used, or opened, before these times."""
    connection.execute(delete(SESSION).where((SESSION.c.seen < seen) | (SESSION.c.created < created)))


def add_token(connection: Connection, digest: str, user: User, purpose: str) -> None:
    """Let another program act as a user."""
    connection.execute(TOKEN.insert().values(digest=digest, user=user.id, purpose=purpose, created=now()))


def find_token(connection: Connection, digest: str) -> User | None:
    """The active user that a token stands for."""
    query = select(*_COLUMNS).join_from(TOKEN, USER, TOKEN.c.user == USER.c.id)
    row = connection.execute(query.where(TOKEN.c.digest == digest, USER.c.active)).first()
    return User(*row) if row else None
