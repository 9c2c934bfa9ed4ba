package io.ringway.gateway.config;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page comes from, in the form in which browsers say it (RFC 6454, 6.2): {@code scheme://host[:port]}, in lower case, without a
 * default port. The opaque origin, {@code null}, is none: any page can have it.
 */
public final class Origin {
    /** The group of {@link #FORM} that has it. */
    private static final int PORT = 4;

    private static final int MAX_PORT = 65_535;

    /** Stands for every origin in a list of those that are allowed. */
    public static final String ANY = "*";

    private static final Pattern FORM = Pattern.compile(
            "[a-z][a-z0-9+.-]*://([a-z0-9_-]+(\\.[a-z0-9_-]+)*|\\[[0-9a-f:.]+\\])(:([1-9][0-9]{0,4}))?");

    private Origin() {}

    /** As browsers say what people write with capitals, or with a default port; empty where it is no origin. */
    public static Optional<String> of(String written) {
        return Optional.of(withoutDefaultPort(written.toLowerCase(Locale.ROOT))).filter(Origin::isOne);
    }

    /** That of the pages at a URL; empty where browsers would not say that host or port so. */
    public static Optional<String> of(URI url) {
        return of(url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()));
    }

    /** Whether browsers write it to the letter so. */
    public static boolean isOne(String text) {
        Matcher form = FORM.matcher(text);
        return text.equals(withoutDefaultPort(text))
                && form.matches()
                && (form.group(PORT) == null || Integer.parseInt(form.group(PORT)) <= MAX_PORT);
    }

    private static String withoutDefaultPort(String origin) {
        String port = origin.startsWith("http://") ? ":80" : origin.startsWith("https://") ? ":443" : "";
        return !port.isEmpty() && origin.endsWith(port) ? origin.substring(0, origin.length() - port.length()) : origin;
    }
}
