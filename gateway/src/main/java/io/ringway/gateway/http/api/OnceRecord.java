package io.ringway.gateway.http.api;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.lists.Item;
import io.ringway.cluster.lists.ListPage;
import io.ringway.gateway.http.api.Operation.Reply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is kept of a call with an Idempotency-Key: items of a list, each beginning with the call's fingerprint. */
sealed interface OnceRecord {
    int FINGERPRINT_BYTES = 32;
    String BEGAN = "began:";
    String FAILED = "failed:";
    String UNKNOWN = "unknown:";
    String PARTLY = "partly:";

    /** A record with the fingerprint of the call that it is of. */
    record Kept(Bytes fingerprint, OnceRecord record) {}

    /**
     * The tries, counted from 1.
     *
     * @param nonce tells the try that has this number from those that wanted it
     */
    record Began(int number, long nonce) implements OnceRecord {
        static final Began NONE = new Began(0, 0);
        private static final SecureRandom RANDOM = new SecureRandom();

        static Began fresh(int number) {
            return new Began(number, RANDOM.nextLong());
        }

        String id() {
            return BEGAN + number;
        }

        /** Says that this try, and none that wanted its number, was refused, or failed. */
        String failedId() {
            return FAILED + number + ":" + nonce;
        }

        /** Says that nobody knows whether this try has done what it was to do. */
        String unknownId() {
            return UNKNOWN + number;
        }

        /** Says that this try was answered, with results that may be others when it is done again. */
        String partlyId() {
            return PARTLY + number;
        }

        boolean isItem(Item item) {
            return item.id().equals(id()) && read(item).record().equals(this);
        }

        Bytes body(Bytes fingerprint) {
            return join(
                    fingerprint, ByteBuffer.allocate(Long.BYTES).putLong(nonce).array());
        }
    }

    record Answered(Reply reply) implements OnceRecord {
        static final String ID = "answered";

        Bytes body(Bytes fingerprint) {
            JsonObject body = reply.body();
            byte[] json = body == null ? new byte[0] : body.toBuffer().getBytes();
            return join(
                    fingerprint,
                    ByteBuffer.allocate(Integer.BYTES + json.length)
                            .putInt(reply.status())
                            .put(json)
                            .array());
        }
    }

    static Kept read(Item item) {
        ByteBuffer in = ByteBuffer.wrap(item.body().array());
        byte[] fingerprint = new byte[FINGERPRINT_BYTES];
        in.get(fingerprint);
        if (item.id().equals(Answered.ID) || item.id().startsWith(PARTLY)) {
            return new Kept(Bytes.wrap(fingerprint), new Answered(new Reply(in.getInt(), json(in))));
        }
        int number = item.id().startsWith(BEGAN) ? Integer.parseInt(item.id().substring(BEGAN.length())) : 0;
        return new Kept(Bytes.wrap(fingerprint), new Began(number, in.getLong()));
    }

    private static @Nullable JsonObject json(ByteBuffer in) {
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        return rest.length == 0 ? null : new JsonObject(Buffer.buffer(rest));
    }

    static boolean hasFailed(ListPage history, Began began) {
        return history.items().stream().anyMatch(item -> item.id().equals(began.failedId()));
    }

    static boolean isUnknown(ListPage history, Began began) {
        return history.items().stream().anyMatch(item -> item.id().equals(began.unknownId()));
    }

    static boolean isPartly(ListPage history, Began began) {
        return history.items().stream().anyMatch(item -> item.id().equals(began.partlyId()));
    }

    /** How the latest try was answered that was answered in part; empty where none was. */
    static Optional<Item> latestPart(ListPage history) {
        return history.items().stream()
                .filter(item -> item.id().startsWith(PARTLY))
                .max(Comparator.comparingInt(item -> Integer.parseInt(item.id().substring(PARTLY.length()))));
    }

    static Reply reply(Item part) {
        return switch (read(part).record()) {
            case Answered(Reply reply) -> reply;
            case Began began -> throw new IllegalArgumentException("a try that began is no answer");
        };
    }

    private static Bytes join(Bytes head, byte[] tail) {
        byte[] both = Arrays.copyOf(head.array(), head.size() + tail.length);
        System.arraycopy(tail, 0, both, head.size(), tail.length);
        return Bytes.wrap(both);
    }
}
