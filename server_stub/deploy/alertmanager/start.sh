#!/bin/sh
# Fills in the configuration, and starts.
set -eu
cd /tmp
sed -e "s|\${NETWORX_ALERT_SMTP}|$NETWORX_ALERT_SMTP|" \
    -e "s|\${NETWORX_ALERT_FROM}|$NETWORX_ALERT_FROM|" \
    -e "s|\${NETWORX_ALERT_SMTP_USER}|$NETWORX_ALERT_SMTP_USER|" \
    -e "s|\${NETWORX_ADMIN_EMAIL}|$NETWORX_ADMIN_EMAIL|" \
    /deploy/alertmanager.yml.template > alertmanager.yml
exec /bin/alertmanager --config.file=alertmanager.yml --storage.path=/alertmanager
