package io.ringway.gateway.ice.relay;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A session description (RFC 8866) without its sender's addresses: of candidates only relays stay, and what else names an
 * address names none. Pure; one pass, and the time taken is linear in the length.
 */
final class RelaySdp {
    private static final int ORIGIN_FIELDS = 6;
    private static final int MEDIA_FIELDS = 4;
    private static final int MIN_DOTS = 3;
    private static final int MIN_COLONS = 7;

    /** RFC 8840: the port of a media section whose candidates are yet to come. */
    private static final String NO_PORT = "9";

    /** What names an address, in whatever attribute: by its kind, or as it is written. No fingerprint looks like it. */
    private static final Pattern ADDRESS = Pattern.compile(
            "\\bIN +IP[46]\\b"
                    + "|(?<![0-9.])[0-9]{1,3}(\\.[0-9]{1,3}){3}(?![0-9.])"
                    + "|(?<![0-9A-Fa-f:])([0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}(?![0-9A-Fa-f:])"
                    + "|::[0-9A-Fa-f]|[0-9A-Fa-f]::",
            Pattern.CASE_INSENSITIVE);

    private final StringBuilder out;

    private RelaySdp(int length) {
        out = new StringBuilder(length);
    }

    /** @throws UnreadableSignal where this is no SDP */
    static String of(String sdp) throws UnreadableSignal {
        RelaySdp relayed = new RelaySdp(sdp.length());
        boolean first = true;
        int start = 0;
        while (start < sdp.length()) {
            int end = endOfLine(sdp, start);
            if (end > start) {
                relayed.line(sdp.substring(start, end), first);
                first = false;
            }
            start = end + 1;
        }
        return relayed.out.toString();
    }

    /** A carriage return of its own ends a line, too: a lenient reader may take it for an end. */
    private static int endOfLine(String sdp, int start) {
        int end = start;
        while (end < sdp.length() && sdp.charAt(end) != '\n' && sdp.charAt(end) != '\r') {
            end++;
        }
        return end;
    }

    private void line(String line, boolean first) throws UnreadableSignal {
        if (line.length() < 2 || line.charAt(1) != '=' || first != line.startsWith("v=")) {
            throw new UnreadableSignal("the description is no SDP");
        }
        String value = line.substring(2);
        switch (line.charAt(0)) {
            case 'v', 't', 'b', 'r', 'z' -> keep(line);
            case 'o' -> keep("o=" + origin(value));
            case 's' -> keep("s=-");
            case 'c' -> keep("c=" + noAddress(value));
            case 'm' -> keep("m=" + media(value));
            case 'a' -> attribute(line, value);
            case 'i', 'u', 'e', 'p', 'k' -> {} // of people, for people: no browser writes them, and all may be left out
            default -> throw new UnreadableSignal("the description is no SDP");
        }
    }

    private void keep(String line) {
        out.append(line).append("\r\n");
    }

    private static String origin(String value) throws UnreadableSignal {
        String[] fields = value.strip().split(" +", -1);
        if (fields.length != ORIGIN_FIELDS) {
            throw new UnreadableSignal("the description has no readable o= line");
        }
        return "- " + fields[1] + " " + fields[2] + " " + noAddress("IN " + fields[ORIGIN_FIELDS - 2]);
    }

    private static String noAddress(String value) {
        return value.toUpperCase(Locale.ROOT).contains("IP6") ? "IN IP6 ::" : "IN IP4 0.0.0.0";
    }

    /** A port of 0 says that there is no such media; any other is the default candidate's. */
    private static String media(String value) throws UnreadableSignal {
        String[] fields = value.split(" ", MEDIA_FIELDS);
        if (fields.length != MEDIA_FIELDS) {
            throw new UnreadableSignal("the description has no readable m= line");
        }
        fields[1] = fields[1].equals("0") ? "0" : NO_PORT;
        return String.join(" ", fields);
    }

    private void attribute(String line, String value) {
        String name = name(value);
        switch (name) {
            case "candidate" -> candidate(value);
            case "rtcp" -> keep("a=rtcp:9 IN IP4 0.0.0.0");
            case "remote-candidates", "source-filter", "alt" -> {} // addresses, and nothing else
            default -> {
                if (!namesAddress(value)) {
                    keep(line);
                }
            }
        }
    }

    /** Counts first: the pattern is slow, and nearly every line is without what an address needs. */
    private static boolean namesAddress(String value) {
        int dots = 0;
        int colons = 0;
        boolean kind = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            dots += c == '.' ? 1 : 0;
            colons += c == ':' ? 1 : 0;
            kind |= (c == '4' || c == '6') && i > 0 && (value.charAt(i - 1) | ' ') == 'p';
        }
        boolean possible = dots >= MIN_DOTS || colons >= MIN_COLONS || kind || value.contains("::");
        return possible && ADDRESS.matcher(value).find();
    }

    private static String name(String value) {
        int colon = value.indexOf(':');
        return (colon < 0 ? value : value.substring(0, colon)).strip().toLowerCase(Locale.ROOT);
    }

    /** One that cannot be read is left out: a more lenient reader than this one might make an address of it. */
    private void candidate(String value) {
        try {
            RelayCandidate.of(value).ifPresent(relay -> keep("a=" + relay));
        } catch (UnreadableSignal unreadable) {
            return;
        }
    }
}
