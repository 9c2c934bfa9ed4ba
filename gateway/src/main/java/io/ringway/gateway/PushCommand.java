package io.ringway.gateway;

import io.ringway.gateway.push.VapidKeys;
import java.util.List;

/** {@code java -jar ringway.jar push keys}: makes the keys that pushes are sent with. Writes nothing anywhere. */
final class PushCommand {
    static final String HELP = """
            usage: java -jar ringway.jar push keys

            keys  makes a pair of keys for Web Push (VAPID), and shows what to write into the configuration

            One pair is for all nodes, and for good: with another one every subscription is lost.
            """;

    private PushCommand() {}

    static String run(List<String> arguments) {
        return switch (arguments.isEmpty() ? "help" : arguments.getFirst()) {
            case "keys" -> keys(arguments);
            case "help", "--help", "-h" -> HELP;
            default -> throw wrong("there is no `push " + arguments.getFirst() + "`");
        };
    }

    private static String keys(List<String> arguments) {
        if (arguments.size() > 1) {
            throw wrong("`push keys` takes nothing more");
        }
        VapidKeys keys = VapidKeys.generate();
        return """
                To be put into the configuration of every node; keep the private key to yourself:

                push:
                  vapid_public_key: %s
                  vapid_private_key: %s
                  subject: mailto:operator@example.com
                """.formatted(keys.publicText(), keys.privateText());
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("ringway push: " + what + "\n\n" + HELP);
    }
}
