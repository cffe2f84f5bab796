#!/bin/sh
# Makes the secrets of a server, once: what is there already is never changed, as the database knows the old one.
#   sh server_stub/deploy/make-secrets.sh [FOLDER]
set -eu
here=$(dirname "$0")
folder=${1:-secrets}
umask 077
mkdir -p "$folder"
chmod 700 "$folder"

# Hexadecimal, so that it can stand in a URL.
secret() { [ -s "$folder/$1" ] || openssl rand -hex 32 | tr -d '\n' > "$folder/$1"; }
# Containers run as users of their own: only the folder keeps others of this computer out.
given() {
    [ -s "$folder/$1" ] || printf '%s' "$2" > "$folder/$1"
}

secret postgresql_password
secret role_password
secret redis_password
secret grafana_password
at="postgresql:5432/networx?sslmode=disable" # inside the host's own network
given networx_database_owner_url "postgresql://networx_owner:$(cat "$folder/postgresql_password")@$at"
given networx_database_url "postgresql://networx_app:$(cat "$folder/role_password")@$at"
given networx_redis_url "redis://networx:$(cat "$folder/redis_password")@redis:6379/0"
given redis_users.acl "$(sed "s/\${NETWORX_REDIS_PASSWORD}/$(cat "$folder/redis_password")/" "$here/redis/users.acl.template")"
given alert_webhook "http://127.0.0.1:9/"
given alert_mail_password "unset"
given backup_key "unset"
chmod 444 "$folder"/*
echo "secrets are in $folder"
