"""What the review page remembers: documents, findings, decisions, users and their sessions."""

from __future__ import annotations

from gouji.web.store.base import Store, StoreError, now, open_store
from gouji.web.store.decision import Decision
from gouji.web.store.document import Document
from gouji.web.store.user import ROLES, User

__all__ = ["ROLES", "Decision", "Document", "Store", "StoreError", "User", "now", "open_store"]
