#!/bin/sh
# Mints a token for a user and says that the user is away. Needs GATEWAY and KEY; takes the user's id.
set -eu
user=${1:-ada}

post() { # PATH BODY; the Idempotency-Key makes it safe to ask again
  curl --fail-with-body --silent --show-error --retry 3 "$GATEWAY$1" \
    -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \
    -H "Idempotency-Key: $(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')" -d "$2"
}

post /v1/tokens '{"user_id": "'"$user"'", "ttl_s": 600, "groups": ["office"], "meta": {"name": "'"$user"'"}}' >/dev/null
echo "minted a token for $user"
post /v1/presence '{"group": "office", "user_id": "'"$user"'", "event": "joined", "ttl_s": 60, "meta": {"name": "'"$user"'"}}' >/dev/null
post /v1/presence '{"group": "office", "user_id": "'"$user"'", "event": "away"}' >/dev/null
echo "$user is away"
