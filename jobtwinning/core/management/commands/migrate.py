"""manage.py migrate as Django has it, except that a migration and the line that it was done are one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration


class WholeExecutor(MigrationExecutor):
    """Django writes the line after the transaction: killed in between, the next run makes the same tables again."""

    def apply_migration(self, state: Any, migration: Migration, *args: Any, **options: Any) -> Any:
        with one_transaction(self.connection, migration):
            return super().apply_migration(state, migration, *args, **options)

    def unapply_migration(self, state: Any, migration: Migration, *args: Any, **options: Any) -> Any:
        with one_transaction(self.connection, migration):
            return super().unapply_migration(state, migration, *args, **options)


@contextmanager
def one_transaction(connection: BaseDatabaseWrapper, migration: Migration) -> Iterator[None]:
    """Unless the migration says that it cannot. SQLite can let go of its checks only before a transaction begins."""
    if not migration.atomic:
        yield
        return
    with connection.constraint_checks_disabled(), transaction.atomic(connection.alias):
        yield


module: Any = migrate
module.MigrationExecutor = WholeExecutor  # the command has no other place to say so


class Command(migrate.Command):
    """Django's own, with the executor above."""
