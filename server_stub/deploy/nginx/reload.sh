#!/bin/sh
# Reads the certificate anew when it has changed: a renewal needs no restart.
set -eu
state() { cksum "$NETWORX_CERTIFICATE_DIR/fullchain.pem"; }
watch() {
    while sleep "${NETWORX_RELOAD_EVERY_S:-60}"; do
        now=$(state) || continue
        if [ "$now" != "$known" ] && kill -HUP "$(cat "$NETWORX_RUN_DIR/nginx.pid")"; then
            known=$now
        fi
    done
}
known=$(state)
watch &
