"""The tables as they were first."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
)

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "account",
        Column("id", Integer(), autoincrement=True, nullable=False),
        Column("name", Text(), nullable=False),
        Column("role", Text(), nullable=False),
        Column("department", Text(), nullable=False),
        Column("secret", Text(), nullable=False),
        Column("active", Boolean(), nullable=False),
        Column("created", Text(), nullable=False),
        PrimaryKeyConstraint("id", name="pk_account"),
        UniqueConstraint("name", name="uq_account_name"),
    )
    op.create_table(
        "attempt",
        Column("id", Integer(), autoincrement=True, nullable=False),
        Column("name", Text(), nullable=False),
        Column("address", Text(), nullable=False),
        Column("made", Text(), nullable=False),
        PrimaryKeyConstraint("id", name="pk_attempt"),
    )
    op.create_index("ix_attempt_address_made", "attempt", ["address", "made"])
    op.create_index("ix_attempt_name_made", "attempt", ["name", "made"])
    op.create_table(
        "audit",
        Column("number", Integer(), autoincrement=False, nullable=False),
        Column("made", Text(), nullable=False),
        Column("who", Text(), nullable=False),
        Column("action", Text(), nullable=False),
        Column("object", Text(), nullable=False),
        Column("detail", Text(), nullable=False),
        Column("seal", Text(), nullable=False),
        PrimaryKeyConstraint("number", name="pk_audit"),
    )
    op.create_table(
        "decision",
        Column("id", Integer(), autoincrement=True, nullable=False),
        Column("lineage", Text(), nullable=False),
        Column("finding", Text(), nullable=False),
        Column("rule", Text(), nullable=False),
        Column("document", Text(), nullable=False),
        Column("version", Integer(), nullable=False),
        Column("verdict", Text(), nullable=False),
        Column("note", Text(), nullable=False),
        Column("who", Text(), nullable=False),
        Column("role", Text(), nullable=False),
        Column("made", Text(), nullable=False),
        Column("batch", Text(), nullable=False),
        Column("undoes", Integer(), nullable=True),
        PrimaryKeyConstraint("id", name="pk_decision"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_decision_lineage_finding_id", "decision", ["lineage", "finding", "id"])
    op.create_table(
        "document",
        Column("id", Text(), nullable=False),
        Column("lineage", Text(), nullable=False),
        Column("version", Integer(), nullable=False),
        Column("parent", Text(), nullable=False),
        Column("depth", Integer(), nullable=False),
        Column("name", Text(), nullable=False),
        Column("unit", Text(), nullable=False),
        Column("year", Integer(), nullable=True),
        Column("edited", Boolean(), nullable=False),
        Column("state", Text(), nullable=False),
        Column("stage", Text(), nullable=False),
        Column("code", Text(), nullable=False),
        Column("reason", Text(), nullable=False),
        Column("format", Text(), nullable=False),
        Column("digest", Text(), nullable=False),
        Column("size", Integer(), nullable=False),
        Column("vault", Text(), nullable=False),
        Column("owner", Text(), nullable=False),
        Column("department", Text(), nullable=False),
        Column("created", Text(), nullable=False),
        Column("finished", Text(), nullable=False),
        Column("card", Text(), nullable=False),
        PrimaryKeyConstraint("id", name="pk_document"),
        UniqueConstraint("lineage", "version", name="uq_document_lineage_version"),
    )
    op.create_index("ix_document_created", "document", ["created"])
    op.create_index("ix_document_department_created", "document", ["department", "created"])
    op.create_index("ix_document_parent", "document", ["parent"])
    op.create_index("ix_document_state", "document", ["state"])
    op.create_table(
        "setting",
        Column("name", Text(), nullable=False),
        Column("value", Text(), nullable=False),
        PrimaryKeyConstraint("name", name="pk_setting"),
    )
    op.create_table(
        "finding",
        Column("document", Text(), nullable=False),
        Column("position", Integer(), nullable=False),
        Column("id", Text(), nullable=False),
        Column("printed", Text(), nullable=False),
        Column("rule", Text(), nullable=False),
        Column("name", Text(), nullable=False),
        Column("severity", Text(), nullable=False),
        Column("confidence", Text(), nullable=False),
        Column("cause", Text(), nullable=False),
        Column("message", Text(), nullable=False),
        Column("section", Text(), nullable=False),
        Column("change", Text(), nullable=False),
        ForeignKeyConstraint(["document"], ["document.id"], name="fk_finding_document", ondelete="CASCADE"),
        PrimaryKeyConstraint("document", "position", name="pk_finding"),
    )
    op.create_index("ix_finding_id", "finding", ["id"])
    op.create_table(
        "hook",
        Column("document", Text(), nullable=False),
        Column("address", Text(), nullable=False),
        Column("tries", Integer(), nullable=False),
        Column("due", Text(), nullable=False),
        ForeignKeyConstraint(["document"], ["document.id"], name="fk_hook_document", ondelete="CASCADE"),
        PrimaryKeyConstraint("document", name="pk_hook"),
    )
    op.create_table(
        "job",
        Column("document", Text(), nullable=False),
        Column("queued", Text(), nullable=False),
        Column("lease", Text(), nullable=False),
        Column("tries", Integer(), nullable=False),
        Column("losses", Integer(), nullable=False),
        ForeignKeyConstraint(["document"], ["document.id"], name="fk_job_document", ondelete="CASCADE"),
        PrimaryKeyConstraint("document", name="pk_job"),
    )
    op.create_index("ix_job_lease_tries_losses_queued", "job", ["lease", "tries", "losses", "queued"])
    op.create_table(
        "session",
        Column("digest", Text(), nullable=False),
        Column("user", Integer(), nullable=False),
        Column("csrf", Text(), nullable=False),
        Column("created", Text(), nullable=False),
        Column("seen", Text(), nullable=False),
        ForeignKeyConstraint(["user"], ["account.id"], name="fk_session_user", ondelete="CASCADE"),
        PrimaryKeyConstraint("digest", name="pk_session"),
    )
    op.create_table(
        "token",
        Column("digest", Text(), nullable=False),
        Column("user", Integer(), nullable=False),
        Column("purpose", Text(), nullable=False),
        Column("created", Text(), nullable=False),
        ForeignKeyConstraint(["user"], ["account.id"], name="fk_token_user", ondelete="CASCADE"),
        PrimaryKeyConstraint("digest", name="pk_token"),
    )
