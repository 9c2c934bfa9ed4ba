package io.ringway.gateway.ice;

import java.util.List;

/** URLs of TURN, best first, and what they take. */
public record TurnServer(List<String> urls, TurnCredentials credentials) {}
