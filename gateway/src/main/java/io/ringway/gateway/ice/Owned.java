package io.ringway.gateway.ice;

/** Whose credentials these are, and when they end, in milliseconds since 1970. */
record Owned(TurnOwner owner, long expiresAt) {}
