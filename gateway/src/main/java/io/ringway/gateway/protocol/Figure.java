package io.ringway.gateway.protocol;

import java.util.Locale;

/** What a node tells an operator about itself, in numbers. The ordinal is on the wire: add at the end only. */
public enum Figure {
    /** Open WebSockets and event streams. */
    CONNECTIONS,
    /** Sessions, with or without a connection. */
    SESSIONS,
    /** Sessions that wait for their clients to come back. */
    PARKED,
    /** Groups that sessions of this node are in; those of others may be in the same ones. */
    GROUPS,
    /** Memberships of this node's sessions. */
    MEMBERS,
    /** Calls that this node owns. */
    CALLS,
    /** Messages from clients since the start. */
    FRAMES_IN,
    /** Frames to clients since the start. */
    FRAMES_OUT,
    BYTES_IN,
    BYTES_OUT,
    /** Sockets closed since the start because their outbox was full. */
    SLOW_CONSUMERS,
    /** Tokens refused since the start. */
    AUTH_FAILURES,
    /** Bytes in use on the heap, garbage included. */
    HEAP_USED,
    /** Bytes that the heap may grow to. */
    HEAP_MAX,
    /** What this process takes of all processors, in thousandths. */
    CPU_PERMILLE,
    /** Milliseconds since the process began. */
    UPTIME_MS;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
