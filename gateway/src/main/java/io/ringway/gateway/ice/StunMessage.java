package io.ringway.gateway.ice;

import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.Arrays;

/** A request of STUN (RFC 8489, 5), and what an answer to it looks like. */
record StunMessage(Buffer bytes) {
    static final int HEADER_BYTES = 20;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final short ALLOCATE = 0x0003;
    private static final int COOKIE = 0x2112A442;
    private static final int TRANSACTION_AT = 8;
    private static final int TRANSACTION_BYTES = 12;

    /** RFC 8656, 18.7: what is to be relayed is UDP. */
    private static final byte[] REQUESTED_TRANSPORT = {0x00, 0x19, 0x00, 0x04, 17, 0, 0, 0};

    /** Class bits (RFC 8489, 5): an answer, of success or of error. */
    private static final int ANSWER_CLASS = 0x0100;

    static StunMessage allocate() {
        byte[] transaction = new byte[TRANSACTION_BYTES];
        RANDOM.nextBytes(transaction);
        return new StunMessage(Buffer.buffer()
                .appendShort(ALLOCATE)
                .appendShort((short) REQUESTED_TRANSPORT.length)
                .appendInt(COOKIE)
                .appendBytes(transaction)
                .appendBytes(REQUESTED_TRANSPORT));
    }

    boolean isAnsweredBy(Buffer answer) {
        return answer.length() >= HEADER_BYTES
                && (answer.getUnsignedShort(0) & ANSWER_CLASS) != 0
                && Arrays.equals(transaction(bytes), transaction(answer));
    }

    private static byte[] transaction(Buffer message) {
        return message.getBytes(TRANSACTION_AT, TRANSACTION_AT + TRANSACTION_BYTES);
    }
}
