package io.ringway.gateway.ice.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One ICE candidate (RFC 8839, 5.1) as somebody may see it who must not learn where its sender is: a relay's address, and
 * nothing else. Pure; the time taken is linear in the length.
 */
final class RelayCandidate {
    private static final String PREFIX = "candidate:";
    private static final Pattern FOUNDATION = Pattern.compile("[A-Za-z0-9+/]{1,32}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9+/_-]{1,256}");

    /** Extensions that say nothing of addresses; any other is left out, as nobody knows what it says. */
    private static final Set<String> EXTENSIONS =
            Set.of("tcptype", "generation", "ufrag", "network-id", "network-cost");

    private static final int ADDRESS_AT = 4;
    private static final int PORT_AT = 5;
    private static final int TYPE_AT = 7;

    /** What the related address becomes: RFC 8839 has this form for senders who keep it to themselves. */
    private static final String NO_PORT = "9";

    private RelayCandidate() {}

    /**
     * The candidate as it may be passed on, without the address behind the relay; empty where it is not a relay's.
     *
     * @param candidate what stands behind {@code a=} in SDP, and in the field of an RTCIceCandidate
     * @throws UnreadableSignal where this is no candidate
     */
    static Optional<String> of(String candidate) throws UnreadableSignal {
        String[] parts = candidate.strip().split(" +", -1);
        if (parts.length <= TYPE_AT || !isCandidate(parts)) {
            throw new UnreadableSignal("a candidate cannot be read");
        }
        return parts[TYPE_AT].equals("relay") ? Optional.of(rewritten(parts)) : Optional.empty();
    }

    private static boolean isCandidate(String[] parts) {
        return parts[0].regionMatches(true, 0, PREFIX, 0, PREFIX.length())
                && FOUNDATION.matcher(parts[0].substring(PREFIX.length())).matches()
                && NUMBER.matcher(parts[1]).matches()
                && WORD.matcher(parts[2]).matches()
                && NUMBER.matcher(parts[3]).matches()
                && NUMBER.matcher(parts[PORT_AT]).matches()
                && parts[TYPE_AT - 1].equals("typ")
                && (parts.length - TYPE_AT) % 2 == 1;
    }

    private static String rewritten(String[] parts) throws UnreadableSignal {
        if (!ADDRESS.matcher(parts[ADDRESS_AT]).matches()) {
            throw new UnreadableSignal("a relay has no address");
        }
        List<String> kept = new ArrayList<>(List.of(parts).subList(0, TYPE_AT + 1));
        for (int i = TYPE_AT + 1; i < parts.length; i += 2) {
            keep(kept, parts[i], parts[i + 1], parts[ADDRESS_AT]);
        }
        return String.join(" ", kept);
    }

    private static void keep(List<String> kept, String name, String value, String relay) {
        switch (name) {
            case "raddr" -> kept.addAll(List.of(name, relay.indexOf(':') >= 0 ? "::" : "0.0.0.0"));
            case "rport" -> kept.addAll(List.of(name, NO_PORT));
            default -> {
                if (EXTENSIONS.contains(name) && WORD.matcher(value).matches()) {
                    kept.addAll(List.of(name, value));
                }
            }
        }
    }
}
