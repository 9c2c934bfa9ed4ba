#!/bin/sh
# Mints a token for a user and says that the user is away. Needs GATEWAY and KEY; takes the user's id.
set -eu
: "${GATEWAY:?is where the gateway is, such as http://localhost:8080}" "${KEY:?is an API key}"
user=${1:-ada}
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

quoted() { # TEXT, as JSON: pasted in as it is, one with a quotation mark could say anything
  case $1 in *[[:cntrl:]]*) echo "no user's id has control characters" >&2; return 1 ;; esac
  printf '"%s"' "$(printf '%s' "$1" | sed 's/[\\"]/\\&/g')"
}

post() { # PATH BODY; the Idempotency-Key makes it safe to ask again
  if ! curl --fail-with-body --silent --show-error --retry 3 --output "$answer" "$GATEWAY$1" \
    -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \
    -H "Idempotency-Key: $(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')" -d "$2"; then
    echo "$1: $(cat "$answer")" >&2
    exit 1
  fi
}

id=$(quoted "$user")
post /v1/tokens '{"user_id": '"$id"', "ttl_s": 600, "groups": ["office"], "meta": {"name": '"$id"'}}'
echo "minted for $user, to be given to the user's page: $(cat "$answer")"
post /v1/presence '{"group": "office", "user_id": '"$id"', "event": "joined", "ttl_s": 60, "meta": {"name": '"$id"'}}'
post /v1/presence '{"group": "office", "user_id": '"$id"', "event": "away"}'
echo "$user is away: $(cat "$answer")"
