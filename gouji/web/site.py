"""What every route works with: settings, database, files, audit log."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select

from gouji.web.audit import Audit, open_key
from gouji.web.settings import PageSettings
from gouji.web.store import Store, StoreError, User, open_store
from gouji.web.store.base import Lock, lock
from gouji.web.store.table import SETTING
from gouji.web.vault import Vault

LOCAL = User(0, "本机用户", "reviewer")
"""Who works on a page that only this machine can reach."""


@dataclass(frozen=True, slots=True)
class Site:
    """One page: everything it has."""

    settings: PageSettings
    store: Store
    vault: Vault
    audit: Audit

    @property
    def local_csrf(self) -> str:
        """The token against forged requests where there are no sessions; it outlives a restart."""
        return hmac.new(self.audit.key, b"csrf", sha256).hexdigest()


def open_site(settings: PageSettings) -> Site:
    """The page in its folder, made at the first call. StoreError where the database cannot be used."""
    vault = Vault(settings.folder)
    vault.prepare()
    key = open_key(settings.folder)
    store = open_store(settings.folder, settings.database)
    try:
        _require_own(store, sha256(key).hexdigest())
    except StoreError:
        store.close()
        raise
    return Site(settings, store, vault, Audit(key))


def _require_own(store: Store, mark: str) -> None:
    """A database and a folder belong together: files of the one are rows of the other."""
    with store.write() as connection:
        lock(connection, Lock.MIGRATION)
        known = connection.execute(select(SETTING.c.value).where(SETTING.c.name == "folder")).scalar()
        if known is None:
            connection.execute(SETTING.insert().values(name="folder", value=mark))
        elif known != mark:
            raise StoreError(
                "这个数据库属于另一个数据文件夹（或该文件夹中的 key 文件已更换），请核对 --folder 和 --database"
            )
