package io.ringway.gateway.calls;

/** What becomes of a call that is met by one from its callee to its caller. */
public enum Crossing {
    /** They do not cross. */
    NONE,
    /** It goes on: the other side will take it, and nobody is rung here. */
    STANDS,
    /** It ends, and its caller accepts the other one. */
    YIELDS
}
