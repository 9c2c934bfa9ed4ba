package io.ringway.tests.chaos.log;

/**
 * Names a message.
 *
 * @param sender a user id
 * @param number counts up with every message of the sender
 */
public record Message(String sender, long number) {

    /** The form it has on the wire, such as {@code u12-7}. */
    @Override
    public String toString() {
        return sender + "-" + number;
    }

    public static Message parse(String text) {
        int dash = text.lastIndexOf('-');
        return new Message(text.substring(0, dash), Long.parseLong(text, dash + 1, text.length(), 10));
    }
}
