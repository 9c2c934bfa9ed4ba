package io.ringway.gateway.ice;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Credentials, and the servers that take them.
 *
 * @param stun URLs that need no credentials
 * @param turn at least one
 * @param fixed whether the credentials have no end of their own; {@code expiresAt} then says when to ask again
 * @param expiresAt in milliseconds since 1970
 */
public record TurnGrant(List<String> stun, List<TurnServer> turn, boolean fixed, long expiresAt) {
    /** The server that is named where there is room for one. */
    public TurnServer server() {
        return turn.getFirst();
    }

    /** With more STUN servers before its own. */
    TurnGrant behind(List<String> moreStun) {
        List<String> all =
                Stream.concat(moreStun.stream(), stun.stream()).distinct().toList();
        return new TurnGrant(all, turn, fixed, expiresAt);
    }

    boolean holds(String username) {
        return turn.stream().anyMatch(server -> server.credentials().username().equals(username));
    }

    /**
     * What a configured server, or an answer, comes to; STUN URLs go without the credentials.
     *
     * @throws IllegalArgumentException where no TURN URL that browsers use is among them
     */
    static TurnGrant of(List<TurnServer> servers, List<String> plain, boolean fixed, long expiresAt) {
        List<String> stun = new ArrayList<>(plain);
        List<TurnServer> turn = new ArrayList<>();
        for (TurnServer server : servers) {
            List<String> usable = TurnUrls.usable(server.urls());
            usable.stream().filter(url -> url.startsWith("stun")).forEach(stun::add);
            List<String> relays =
                    usable.stream().filter(url -> url.startsWith("turn")).toList();
            if (!relays.isEmpty()) {
                turn.add(new TurnServer(relays, server.credentials()));
            }
        }
        if (turn.isEmpty()) {
            throw new IllegalArgumentException("no TURN URL that browsers use");
        }
        return new TurnGrant(TurnUrls.usable(stun), List.copyOf(turn), fixed, expiresAt);
    }
}
