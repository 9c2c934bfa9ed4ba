package io.ringway.gateway.protocol;

/** What a call's owner wants to know of a callee before it rings. The ordinal is on the wire: add at the end only. */
public enum Enquiry {
    /** How many connections there are. */
    PRESENCE,
    /** How many of them are in a call. */
    BUSY
}
