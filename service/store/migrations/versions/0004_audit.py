"""The audit and its guard."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import UtcTime

revision = "0004"
down_revision = "0003"

# Rows are only ever added. The one change allowed erases a payload and leaves everything that the chain covers.
HEADER = "{0}.seq, {0}.at, {0}.council, {0}.verb, {0}.case_id, {0}.payload_hash, {0}.previous_hash, {0}.hash"
NEW, OLD = HEADER.format("NEW"), HEADER.format("OLD")

SQLITE = (
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END",
    f"""CREATE TRIGGER audit_only_erase BEFORE UPDATE ON audit WHEN NEW.payload IS NOT NULL OR ({NEW}) IS NOT ({OLD})
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END""",
    "CREATE TRIGGER audit_moves_head AFTER INSERT ON audit BEGIN UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash; END",
)

POSTGRESQL = (
    f"""CREATE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.payload IS NULL AND ROW({NEW}) IS NOT DISTINCT FROM ROW({OLD}) THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'the audit is append-only';
    END $$""",
    """CREATE FUNCTION audit_moves_head() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash; RETURN NULL;
    END $$""",
    "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_guard()",
    "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_guard()",
    "CREATE TRIGGER audit_moves_head AFTER INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_moves_head()",
)


def upgrade() -> None:
    _audit()
    _audit_head()
    op.bulk_insert(
        sa.table("audit_head", sa.column("one"), sa.column("seq"), sa.column("hash")), [{"one": 1, "seq": 0, "hash": "0" * 64}]
    )
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit_head")
    op.drop_table("audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_guard()")
        op.execute("DROP FUNCTION audit_moves_head()")


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("verb", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=True),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("payload_hash", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_case_id_seq"), "audit", ["case_id", "seq"], unique=False)
    op.create_index(op.f("ix_audit_council_seq"), "audit", ["council", "seq"], unique=False)


def _audit_head() -> None:
    op.create_table(
        "audit_head",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_audit_head")),
    )
