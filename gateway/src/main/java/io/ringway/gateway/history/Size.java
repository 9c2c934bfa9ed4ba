package io.ringway.gateway.history;

/**
 * What groups take, as far as it is counted.
 *
 * @param bytes of groups that something was said in
 * @param blanks groups that nothing was said in
 * @param written groups that this node gives their order
 * @param waiting bytes of messages that wait until this node writes
 */
record Size(long bytes, long messages, int blanks, int written, long waiting) {
    static final Size NONE = new Size(0, 0, 0, 0, 0);

    Size plus(Size other) {
        return new Size(
                bytes + other.bytes,
                messages + other.messages,
                blanks + other.blanks,
                written + other.written,
                waiting + other.waiting);
    }

    Size minus(Size other) {
        return new Size(
                bytes - other.bytes,
                messages - other.messages,
                blanks - other.blanks,
                written - other.written,
                waiting - other.waiting);
    }
}
