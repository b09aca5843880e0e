"""Run by Alembic: migrates the connection that ``gouji.web.store.base`` hands over."""

from __future__ import annotations

from alembic import context

from gouji.web.store.table import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
