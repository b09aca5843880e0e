"""What every route works with: settings, database, files, audit log."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256

from gouji.web.audit import Audit, open_key
from gouji.web.settings import PageSettings
from gouji.web.store import Store, User, open_store
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
    return Site(settings, open_store(settings.folder, settings.database), vault, Audit(key))
