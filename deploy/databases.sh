#!/bin/bash
# Makes a database and its user for each line `name=password` of the secret. Runs by itself when PostgreSQL starts for
# the first time; after a service was added: docker compose exec postgres bash /docker-entrypoint-initdb.d/databases.sh
set -euo pipefail

while IFS='=' read -r name password; do
  psql -v ON_ERROR_STOP=1 --quiet --username "${POSTGRES_USER:-postgres}" --dbname postgres -v name="$name" -v password="$password" <<'SQL'
select format('create role %I login', :'name') where not exists (select from pg_roles where rolname = :'name') \gexec
select format('alter role %I password %L', :'name', :'password') \gexec
select format('create database %I owner %I', :'name', :'name') where not exists (select from pg_database where datname = :'name') \gexec
select format('revoke all on database %I from public', :'name') \gexec
SQL
done < "${DATABASE_PASSWORDS:-/run/secrets/database-passwords}"
