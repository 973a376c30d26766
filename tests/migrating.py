"""The way from an older version's database to this one: make it, fill it, measure it before and after.

A seed is what an older version kept, one file per version: before a release `python -m tests.migrating write FILE`
writes the database that DATABASE_URL names to tests/seeds. `start NAME` makes such a database again.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import django

SEEDS = Path(__file__).parent / "seeds"
MADE_BY_MIGRATE = {"django_migrations", "django_content_type", "auth_permission"}
OURS = "jobtwinning."


def tables() -> list[str]:
    from django.db import connection

    return sorted(set(connection.introspection.django_table_names(only_existing=True)) - MADE_BY_MIGRATE)


def write(path: Path) -> None:
    """Every row of every table, in the words of the models."""
    from django.apps import apps
    from django.core.serializers.json import DjangoJSONEncoder

    lines = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table in MADE_BY_MIGRATE or model._meta.db_table == "django_session":
            continue
        fields = [field.attname for field in model._meta.concrete_fields]
        for row in model._base_manager.order_by("pk").values(*fields):
            label = f"{model._meta.app_label}.{model.__name__}"
            lines.append(json.dumps([label, row], cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True))
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n")


def start(path: Path) -> None:
    """The database of the first migration of each of our apps, with the rows of the seed."""
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith(OURS)}
    first = [(app, name) for app, name in executor.loader.disk_migrations if app in ours and name == "0001_start"]
    others = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in ours]
    executor.migrate([*first, *others])
    then = executor.loader.project_state([*first, *others]).apps
    with transaction.atomic():
        for label, values in json.loads(path.read_text()):
            model = then.get_model(label)
            fields = {field.attname: field for field in model._meta.concrete_fields}
            model._base_manager.bulk_create(
                [model(**{name: typed(fields[name], value) for name, value in values.items()})]
            )
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), then.get_models(include_auto_created=True)):
            cursor.execute(statement)


def typed(field: Any, value: Any) -> Any:
    """JSON's value as the column's type; a reference has the type of what it points to."""
    return (field.target_field if field.is_relation else field).to_python(value)


def measure(columns: dict[str, list[str]] | None = None) -> dict[str, dict[str, Any]]:
    """Rows, and a checksum per column, of every table, or of these columns as far as they are still there."""
    from django.db import connection

    quote, wanted, found = connection.ops.quote_name, columns or {}, {}
    with connection.cursor() as cursor:
        for table in wanted or tables():
            key = (connection.introspection.get_primary_key_columns(cursor, table) or ["id"])[0]
            there = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            sums = {}
            for column in wanted.get(table, there):
                if column in there:
                    cursor.execute(f"SELECT {quote(column)} FROM {quote(table)} ORDER BY {quote(key)}")  # noqa: S608
                    sums[column] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
            cursor.execute(f"SELECT count(*) FROM {quote(table)}")  # noqa: S608
            found[table] = {"rows": cursor.fetchone()[0], "columns": sums}
    return found


def main(what: str, argument: str = "") -> None:
    django.setup()
    if what == "write":
        write(Path(argument))
    elif what == "start":
        start(SEEDS / f"{argument}.json")
    else:
        columns = json.loads(argument) if argument else None
        print(json.dumps(measure(columns)))


if __name__ == "__main__":
    main(*sys.argv[1:])
