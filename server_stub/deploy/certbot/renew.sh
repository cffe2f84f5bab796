#!/bin/sh
# Gets the certificate and keeps it fresh, by the webroot that nginx serves on port 80.
set -eu
cd /tmp
while :; do
    certbot certonly --non-interactive --agree-tos --keep-until-expiring \
        --webroot --webroot-path /acme --domain "$NETWORX_DOMAIN" --email "$NETWORX_ADMIN_EMAIL" \
        --config-dir /certificates/certbot --work-dir work --logs-dir logs \
        --deploy-hook /deploy/hook.sh || echo "certbot failed; it tries again in 12 hours" >&2
    sleep 43200 &
    wait $!
done
