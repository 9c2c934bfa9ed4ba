package io.ringway.gateway.webhooks;

import io.ringway.cluster.Group;
import io.ringway.gateway.protocol.CallId;
import java.util.Optional;

/**
 * What the events of a line are about, in order among themselves. A line is one topic for one receiver.
 *
 * @param kind of what
 * @param name the group's, or the call's id
 */
record Topic(Kind kind, String name) {
    enum Kind {
        GROUP('g'),
        CALL('c'),
        /** What a receiver could not be told. */
        DEAD('d');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }
    }

    private static final char END = '\n';

    static Topic of(Group group) {
        return new Topic(Kind.GROUP, group.name());
    }

    static Topic of(CallId call) {
        return new Topic(Kind.CALL, call.toString());
    }

    static Topic dead() {
        return new Topic(Kind.DEAD, "");
    }

    /** The line of this topic for a receiver. */
    String line(String receiver) {
        return receiver + END + kind.letter + name;
    }

    static String receiver(String line) {
        return line.substring(0, Math.max(0, line.indexOf(END)));
    }

    static Optional<Topic> of(String line) {
        int end = line.indexOf(END);
        for (Kind kind : Kind.values()) {
            if (end >= 0 && end + 1 < line.length() && line.charAt(end + 1) == kind.letter) {
                return Optional.of(new Topic(kind, line.substring(end + 2)));
            }
        }
        return Optional.empty();
    }
}
