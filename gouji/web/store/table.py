"""The tables. Times are text in UTC (``now``), so that both databases sort and return them alike."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Words(TypeDecorator[str]):
    """Text from outside: what a database refuses (NUL, lone surrogates) is replaced, also in searches."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


class Json(TypeDecorator[Any]):
    """A value kept as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        return json.dumps(value, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return json.loads(value or "null")


METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str, **more: Any) -> Column[str]:
    return Column(name, Words, nullable=False, **more)


def _number(name: str, **more: Any) -> Column[int]:
    return Column(name, Integer, nullable=False, **more)


def _of_document(**more: Any) -> Column[str]:
    return Column("document", Words, ForeignKey("document.id", ondelete="CASCADE"), nullable=False, **more)


DOCUMENT = Table(
    "document",
    METADATA,
    _text("id", primary_key=True),
    _text("lineage"),
    _number("version"),
    _text("parent"),
    _number("depth"),
    _text("name"),
    _text("unit"),
    Column("year", Integer),
    Column("edited", Boolean, nullable=False),
    _text("state"),
    _text("stage"),
    _text("code"),
    _text("reason"),
    _text("format"),
    _text("digest"),
    _number("size"),
    _text("vault"),
    _text("owner"),
    _text("department"),
    _text("created"),
    _text("finished"),
    Column("card", Json, nullable=False),
    UniqueConstraint("lineage", "version"),
    Index(None, "created"),
    Index(None, "department", "created"),
    Index(None, "state"),
    Index(None, "parent"),
)
"""One version of one paper; ``vault`` names the folder of its files, "" where it has none any more."""

JOB = Table(
    "job",
    METADATA,
    _of_document(primary_key=True),
    _text("queued"),
    _text("lease"),
    _number("tries"),
    _number("losses"),
    Index(None, "lease", "tries", "losses", "queued"),
)
"""What is still to be checked; the row is gone when the document has ended."""

FINDING = Table(
    "finding",
    METADATA,
    _of_document(primary_key=True),
    _number("position", primary_key=True),
    _text("id"),
    _text("printed"),
    _text("rule"),
    _text("name"),
    _text("severity"),
    _text("confidence"),
    _text("cause"),
    _text("message"),
    _text("section"),
    _text("change"),
    Index(None, "id"),
)
"""The findings of a version, as a list needs them; the whole is in the vault."""

DECISION = Table(
    "decision",
    METADATA,
    _number("id", primary_key=True, autoincrement=True),
    _text("lineage"),
    _text("finding"),
    _text("rule"),
    _text("document"),
    _number("version"),
    _text("verdict"),
    _text("note"),
    _text("who"),
    _text("role"),
    _text("made"),
    _text("batch"),
    Column("undoes", Integer),
    Index(None, "lineage", "finding", "id"),
    sqlite_autoincrement=True,
)
"""Decisions, only ever added; ``document`` and ``version`` are what was on the screen."""

HOOK = Table(
    "hook",
    METADATA,
    _of_document(primary_key=True),
    _text("address"),
    _number("tries"),
    _text("due"),
)
"""Whom to tell when a document has ended."""

USER = Table(
    "account",
    METADATA,
    _number("id", primary_key=True, autoincrement=True),
    _text("name", unique=True),
    _text("role"),
    _text("department"),
    _text("secret"),
    Column("active", Boolean, nullable=False),
    _text("created"),
)
"""``secret`` is the argon2 hash of the password; with "" nobody can log in."""

TOKEN = Table(
    "token",
    METADATA,
    _text("digest", primary_key=True),
    Column("user", Integer, ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    _text("purpose"),
    _text("created"),
)
"""For other programs; ``digest`` is the SHA-256 of the token."""

SESSION = Table(
    "session",
    METADATA,
    _text("digest", primary_key=True),
    Column("user", Integer, ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    _text("csrf"),
    _text("created"),
    _text("seen"),
)
"""``digest`` is the SHA-256 of the cookie, so that the database alone opens no session."""

ATTEMPT = Table(
    "attempt",
    METADATA,
    _number("id", primary_key=True, autoincrement=True),
    _text("name"),
    _text("address"),
    _text("made"),
    Index(None, "name", "made"),
    Index(None, "address", "made"),
)
"""Failed logins of late; ``name`` is a hash, since people type passwords there."""

AUDIT = Table(
    "audit",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    _text("made"),
    _text("who"),
    _text("action"),
    _text("object"),
    Column("detail", Json, nullable=False),
    _text("seal"),
)
"""Who did what to which id, never any text of a document; each row seals the one before."""

SETTING = Table("setting", METADATA, _text("name", primary_key=True), _text("value"))
