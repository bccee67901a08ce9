"""The designer's store: tables, migrations, sessions. SQLite in WAL mode on one machine, PostgreSQL for several."""
