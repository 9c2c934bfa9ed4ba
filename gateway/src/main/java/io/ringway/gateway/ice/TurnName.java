package io.ringway.gateway.ice;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The username of credentials that a shared secret makes, as draft-uberti-behave-turn-rest-00 has it:
 * {@code <unix expiry>:<owner>}.
 *
 * @param expirySeconds since 1970
 */
record TurnName(long expirySeconds, TurnOwner owner) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12}):([^/]+/[^/]+)");

    static Optional<TurnName> parse(String username) {
        Matcher matcher = FORM.matcher(username);
        return matcher.matches()
                ? Optional.of(new TurnName(Long.parseLong(matcher.group(1)), new TurnOwner(matcher.group(2))))
                : Optional.empty();
    }

    String text() {
        return expirySeconds + ":" + owner.text();
    }
}
