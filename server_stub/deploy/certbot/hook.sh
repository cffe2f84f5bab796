#!/bin/sh
# Gives nginx the new certificate, the key first; it sees the change of the certificate by itself.
set -eu
for name in privkey fullchain; do
    cp "$RENEWED_LINEAGE/$name.pem" "$CERTIFICATES/$name.pem.part"
    chmod 600 "$CERTIFICATES/$name.pem.part"
    mv "$CERTIFICATES/$name.pem.part" "$CERTIFICATES/$name.pem"
done
