package io.ringway.gateway.push;

import java.util.Locale;

/** What a device is woken up for (RFC 8030). */
public enum Urgency {
    NORMAL,
    HIGH;

    String written() {
        return name().toLowerCase(Locale.ROOT);
    }
}
