#!/bin/sh
# nginx needs a certificate to start, and certbot needs nginx: the first one is signed by itself.
set -eu
cd "$NETWORX_CERTIFICATE_DIR"
if [ ! -e fullchain.pem ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 \
        -subj "/CN=$NETWORX_DOMAIN" -addext "subjectAltName=DNS:$NETWORX_DOMAIN" \
        -keyout privkey.pem -out fullchain.pem
    chmod 600 privkey.pem
fi
