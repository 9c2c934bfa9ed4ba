package io.ringway.gateway.protocol;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What becomes of a call to a user who is in one already, or is not to be disturbed. From the least strict on; the ordinal is on the wire. */
public enum BusyPolicy {
    /** It rings as any other. */
    RING,
    /** It rings, the callee is told that it waits, and the caller too. */
    WAIT,
    /** It does not ring; the caller is told that the callee is busy. */
    REJECT,
    /** As {@link #REJECT}, and in no call either: nothing rings. For a user to say of himself, not for one call. */
    DO_NOT_DISTURB;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<BusyPolicy> parse(String code) {
        return Stream.of(values()).filter(policy -> policy.code().equals(code)).findFirst();
    }

    /** What may be asked for one call: whoever wants it to ring nobody need not call. */
    public static Optional<BusyPolicy> parseForOneCall(String code) {
        return parse(code).filter(policy -> policy != DO_NOT_DISTURB);
    }

    /** Whether a call does not ring. */
    public boolean refuses(boolean busy) {
        return switch (this) {
            case RING, WAIT -> false;
            case REJECT -> busy;
            case DO_NOT_DISTURB -> true;
        };
    }

    /** The stricter of two; null stands for none. */
    public static @Nullable BusyPolicy stricter(@Nullable BusyPolicy one, @Nullable BusyPolicy other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) < 0 ? other : one;
    }
}
