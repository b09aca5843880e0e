"""The database: SQLite in the page's own folder, or PostgreSQL; transactions that read, and that write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from typing import Any

from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

_MIGRATIONS = Path(__file__).parent / "migration"
_PATIENCE = 30.0  # seconds to wait for another's transaction
_CONNECTIONS = 8
_MORE_CONNECTIONS = 56


class StoreError(ValueError):
    """A database that cannot be used; the message is in Chinese."""


@dataclass(frozen=True, slots=True)
class Store:
    """The database behind the page; any thread may use it."""

    engine: Engine

    @property
    def is_sqlite(self) -> bool:
        """Whether it is SQLite (else PostgreSQL)."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the database and must not write."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection whose changes are kept all together when the block ends, or not at all."""
        with self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    def forget(self) -> None:
        """Leave nothing of deleted rows in the files of the database.

        SQLite overwrites them and the log is emptied; PostgreSQL rewrites its tables.  Older
        copies (backups, the archive of PostgreSQL's log) are the administrator's.
        """
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                connection.exec_driver_sql("VACUUM FULL document, finding, decision, job, hook")

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


class Lock(IntEnum):
    """What only one transaction at a time may do."""

    MIGRATION = 71001
    AUDIT = 71002
    ATTEMPT = 71003


def lock(connection: Connection, what: Lock) -> None:
    """Have it until the end of this transaction; on SQLite, who writes has everything."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({what:d})")


def now() -> str:
    """The time in UTC, ISO 8601 with microseconds: it sorts as text."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def open_store(folder: Path, database: str = "") -> Store:
    """The database of the page whose files are in ``folder``, brought up to date.

    ``database`` is an address such as ``postgresql://host/name``; "" is SQLite in the folder.
    StoreError where it cannot be used.
    """
    try:
        url = make_url(database) if database else URL.create("sqlite", database=str(folder / "gouji.sqlite"))
    except ArgumentError as error:
        raise StoreError("数据库地址无法识别，应为 postgresql://用户:密码@主机/库名") from error
    if url.drivername in {"postgres", "postgresql"}:
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise StoreError(f"不支持数据库“{url.drivername}”，可用 postgresql，或不指定而用自带的 SQLite")
    sqlite = url.drivername == "sqlite"
    engine = create_engine(
        url,
        pool_pre_ping=not sqlite,
        pool_size=_CONNECTIONS,
        max_overflow=_MORE_CONNECTIONS,
        connect_args={"timeout": _PATIENCE, "check_same_thread": False}
        if sqlite
        else {"connect_timeout": 10},
    )
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    store = Store(engine)
    try:
        _upgrade(store)
    except CommandError as error:
        store.close()
        raise StoreError("数据库是由更新版本的程序建立的，请升级 gouji") from error
    except SQLAlchemyError as error:
        store.close()
        shown = url.render_as_string(hide_password=True)
        detail = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise StoreError(f"无法使用数据库 {shown}（{detail}）") from error
    return store


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not begin transactions by itself: see _begin_sqlite.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: one that had read first could not wait for another writer."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _upgrade(store: Store) -> None:
    """Bring the tables to the newest migration."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with store.write() as connection:
        lock(connection, Lock.MIGRATION)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
