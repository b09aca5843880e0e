"""The run log: one row per document in SQLite, so that a killed run loses nothing and repeats nothing.

A row is waiting, leased to the session that works on it, or ended in exactly one state.  What a
session had leased when it was killed is waiting again as soon as the next one begins.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from extract.readers.archive import Member
from extract.readers.unreadable import Unreadable

STATES: Final = ("complete", "partial", "unchecked", "quarantined")
"""How a document ends; ``archive`` is the state of a file that was opened into its members."""

SCHEMA: Final = "gouji.scan/1"
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS job (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    file BLOB NOT NULL,
    chain TEXT NOT NULL,
    stamp TEXT NOT NULL,
    error TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    key TEXT NOT NULL DEFAULT '',
    lease TEXT NOT NULL DEFAULT '',
    tries INTEGER NOT NULL DEFAULT 0,
    losses INTEGER NOT NULL DEFAULT 0,
    code TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT '',
    seconds REAL NOT NULL DEFAULT 0,
    walk INTEGER NOT NULL DEFAULT 0,
    card TEXT NOT NULL DEFAULT '',
    UNIQUE (file, chain)
);
CREATE INDEX IF NOT EXISTS waiting ON job (tries, losses, id) WHERE state = 'waiting' AND lease = '';
CREATE INDEX IF NOT EXISTS ended ON job (state);
CREATE INDEX IF NOT EXISTS named ON job (key);
"""


class LedgerError(ValueError):
    """A run log that cannot be used; the message is in Chinese."""


@dataclass(frozen=True, slots=True)
class Job:
    """One document to work on; ``path`` is relative to the folder, with / between its parts."""

    id: int
    path: str
    member: Member
    tries: int
    losses: int


class Ledger:
    """The run log of one run folder."""

    def __init__(self, run: Path, folder: Path | None = None) -> None:
        self.folder = folder or Path()
        try:
            self._base = sqlite3.connect(run / "ledger.sqlite", timeout=60.0, isolation_level=None)
            self._base.execute("PRAGMA journal_mode = WAL")
            self._base.execute("PRAGMA synchronous = NORMAL")
            self._base.executescript(_TABLES)
        except sqlite3.DatabaseError as error:
            raise LedgerError(f"无法使用运行记录 {run / 'ledger.sqlite'}（{error}）") from error

    def close(self) -> None:
        """Fold the log into one file."""
        with contextlib.suppress(sqlite3.Error):
            self._base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._base.close()

    # --- what the run is ----------------------------------------------------------------------

    def recall(self, name: str) -> str:
        """A setting of the run, "" where it is not known."""
        row = self._base.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def note(self, **settings: str) -> None:
        """Write down settings of the run."""
        self._base.executemany("INSERT OR REPLACE INTO setting VALUES (?, ?)", list(settings.items()))

    # --- what there is to do ------------------------------------------------------------------

    def begin(self, session: str, again: bool = False) -> None:
        """Take over the run: what an earlier session had leased is waiting again.

        Of the documents that did not end complete, those whose process somebody else had killed get
        new tries; with ``again`` all do.
        """
        self._base.execute("UPDATE job SET lease = '', losses = 0 WHERE state = 'waiting'")
        self._base.execute(
            "UPDATE job SET state = 'waiting', lease = '', tries = 0, losses = 0 "
            "WHERE state NOT IN ('complete', 'archive') AND (losses > 0 OR ?)",
            (again,),
        )
        self.note(session=session)

    def take_in(self, members: Iterator[Member], wanted: Callable[[str], bool]) -> int:
        """Match the rows with the files there are; returns how many files there are.

        A file whose size and times are as before keeps its state; one that changed is waiting
        again and its members are forgotten; what is gone is removed.
        """
        walk = int(self.recall("walk") or 0) + 1
        found = 0
        with self._transaction():
            for member in members:
                path, file = self.name(member), self._relative(member)
                if not wanted(path):
                    continue
                found += 1
                stamp = _stamp(member)
                row = self._base.execute(
                    "SELECT id, stamp FROM job WHERE file = ? AND chain = ''", (file,)
                ).fetchone()
                if row is not None and row[1] == stamp:
                    self._base.execute("UPDATE job SET walk = ? WHERE file = ?", (walk, file))
                    continue
                self._base.execute("DELETE FROM job WHERE file = ?", (file,))
                self._add(path, file, "", stamp, walk, member)
            self._base.execute("DELETE FROM job WHERE walk <> ?", (walk,))
            self.note(walk=str(walk))
        return found

    def reset(self) -> None:
        """Forget every result: engine or configuration are others now. Members of archives are kept."""
        self._base.execute(
            "UPDATE job SET state = 'waiting', lease = '', tries = 0, losses = 0, key = '', card = '' "
            "WHERE state <> 'archive'"
        )

    def claim(self, session: str) -> Job | None:
        """Lease the next document, those that failed before last; None where none is waiting."""
        row = self._base.execute(
            "UPDATE job SET lease = ? WHERE id = (SELECT id FROM job INDEXED BY waiting WHERE state = 'waiting' AND lease = '' "
            "ORDER BY tries, losses, id LIMIT 1) RETURNING id, path, file, chain, error, tries, losses",
            (session,),
        ).fetchone()
        if row is None:
            return None
        number, path, file, chain, error, tries, losses = row
        place = tuple(json.loads(chain)) if chain else ()
        why = Unreadable(*json.loads(error)) if error else None
        return Job(number, path, Member(path, self.folder / os.fsdecode(file), place, why), tries, losses)

    def open(self, job: Job, members: tuple[Member, ...], seconds: float) -> None:
        """Put the members of an archive in its place; their paths go on from that of the archive."""
        with self._transaction():
            file, walk, stamp = self._base.execute(
                "SELECT file, walk, stamp FROM job WHERE id = ?", (job.id,)
            ).fetchone()
            for inside in members:
                self._add(inside.path, file, json.dumps(inside.chain), stamp, walk, inside)
            self._base.execute(
                "UPDATE job SET state = 'archive', lease = '', seconds = ? WHERE id = ?", (seconds, job.id)
            )

    def members_of(self, job: Job) -> int:
        """How many rows the file of a job has, its own among them."""
        row = self._base.execute(
            "SELECT COUNT(*) FROM job WHERE file = (SELECT file FROM job WHERE id = ?)", (job.id,)
        ).fetchone()
        return int(row[0])

    def end(self, job: Job, state: str, card: dict[str, Any], seconds: float) -> None:
        """The document has ended in ``state``."""
        reasons = card["reasons"]
        code, message = (reasons[0]["code"], reasons[0]["message"]) if reasons else ("", "")
        self._base.execute(
            "UPDATE job SET state = ?, lease = '', key = ?, code = ?, message = ?, seconds = ?, "
            "card = ? WHERE id = ?",
            (state, card["key"], code, message, seconds, _dump(card), job.id),
        )

    def put_back(self, job: Job, tries: int, losses: int) -> None:
        """The document is to be tried again, after the others."""
        self._base.execute(
            "UPDATE job SET lease = '', tries = ?, losses = ? WHERE id = ?", (tries, losses, job.id)
        )

    # --- what came of it ------------------------------------------------------------------------

    def counts(self) -> dict[str, int]:
        """How many documents are in each state, those waiting among them, archives not."""
        rows = self._base.execute("SELECT state, COUNT(*) FROM job WHERE state <> 'archive' GROUP BY state")
        return dict(rows)

    def cards(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Path, state and card of every document that has ended, by path."""
        rows = self._base.execute(
            "SELECT path, state, card FROM job WHERE state IN (?, ?, ?, ?) ORDER BY path, chain", STATES
        )
        for path, state, card in rows:
            yield path, state, json.loads(card)

    def quarantined(self) -> Iterator[tuple[str, str]]:
        """Path and reason of each document that was given up."""
        yield from self._base.execute(
            "SELECT path, message FROM job WHERE state = 'quarantined' ORDER BY path, chain"
        )

    def keeps(self, key: str) -> bool:
        """Whether a document has its result under ``key``."""
        return self._base.execute("SELECT 1 FROM job WHERE key = ? LIMIT 1", (key,)).fetchone() is not None

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """What is to be known of every row, for merging."""
        yield from self._base.execute(
            "SELECT path, file, chain, stamp, error, state, key, code, message, card FROM job ORDER BY id"
        )

    def adopt(self, rows: Iterator[tuple[Any, ...]]) -> None:
        """Take over the rows of another run log."""
        with self._transaction():
            self._base.executemany(
                "INSERT OR REPLACE INTO job (path, file, chain, stamp, error, state, key, code, message, card) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )

    def name(self, member: Member) -> str:
        """The path of a file as it is shown: relative to the folder, with / between its parts."""
        relative = (
            member.file.relative_to(self.folder) if member.file != self.folder else Path(member.file.name)
        )
        return relative.as_posix().encode("utf-8", "backslashreplace").decode("utf-8")

    def _relative(self, member: Member) -> bytes:
        return os.fsencode(member.file.relative_to(self.folder).as_posix())

    def _add(self, path: str, file: bytes, chain: str, stamp: str, walk: int, member: Member) -> None:
        error = _dump([member.error.code, member.error.message]) if member.error else ""
        self._base.execute(
            "INSERT INTO job (path, file, chain, stamp, state, walk, error) VALUES (?, ?, ?, ?, 'waiting', ?, ?)",
            (path, file, chain, stamp, walk, error),
        )

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")


def _dump(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode("utf-8")


def _stamp(member: Member) -> str:
    """Size and times of a file, "" where it cannot be looked at: it is then read each time."""
    if member.error is not None:
        return ""
    try:
        found = member.file.stat()
    except OSError:
        return ""
    return f"{found.st_size}/{found.st_mtime_ns}/{found.st_ctime_ns}"
