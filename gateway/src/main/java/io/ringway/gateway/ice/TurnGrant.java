package io.ringway.gateway.ice;

import java.util.List;

/** Credentials for a backend to pass on, the servers that take them, and for how many seconds. */
public record TurnGrant(List<String> stun, List<String> urls, TurnCredentials credentials, long ttlSeconds) {}
