package io.ringway.gateway;

import io.ringway.gateway.config.ApiKeyConfig;
import io.ringway.gateway.config.ApiKeyConfig.Scope;
import io.ringway.gateway.config.ConfigException;
import io.ringway.gateway.config.Secret;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code java -jar ringway.jar keys ...}: makes API keys, and what the configuration has to say of them. Writes nothing
 * anywhere: a key is shown once, and whoever ran this keeps it.
 */
final class KeysCommand {
    static final String HELP = """
            usage: java -jar ringway.jar keys create --tenant NAME [--scopes A,B]
                   java -jar ringway.jar keys hash < FILE

            create  makes a key, shows it once, and what to add to api.keys for it
            hash    reads a key and writes its SHA-256, as api.keys takes it

            Scopes are %s; without --scopes a key has them all.
            To replace a key, have both in api.keys for a while: several may belong to one tenant.
            """.formatted(scopes(List.of(Scope.values())));

    private static final String PREFIX = "sk_";
    private static final int RANDOM_BYTES = 32;
    private static final Set<String> OPTIONS = Set.of("--tenant", "--scopes");

    private KeysCommand() {}

    /** @param input where a key to be hashed is read from; asked only then */
    static String run(List<String> arguments, InputStream input) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            return HELP;
        }
        return switch (arguments.isEmpty() ? "help" : arguments.getFirst()) {
            case "create" -> create(options(arguments.subList(1, arguments.size())), new SecureRandom());
            case "hash" -> hash(arguments, input);
            case "help" -> HELP;
            default -> throw wrong("there is no `keys " + arguments.getFirst() + "`");
        };
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("ringway keys: " + what + "\n\n" + HELP);
    }

    private static Map<String, String> options(List<String> arguments) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String option = arguments.get(i);
            if (!OPTIONS.contains(option)) {
                throw wrong("there is no option " + option);
            }
            if (i + 1 == arguments.size() || options.put(option, arguments.get(i + 1)) != null) {
                throw wrong(option + " needs one value");
            }
        }
        return options;
    }

    private static String create(Map<String, String> options, SecureRandom random) {
        String tenant = options.get("--tenant");
        if (tenant == null) {
            throw wrong("--tenant is missing");
        }
        List<Scope> scopes = options.containsKey("--scopes")
                ? Stream.of(options.get("--scopes").split(",", -1))
                        .map(KeysCommand::scope)
                        .distinct()
                        .toList()
                : List.of(Scope.values());
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return shown(checked(tenant, key, scopes), key);
    }

    /** As the node itself will read it, so that nothing is written down that it refuses. */
    private static ApiKeyConfig checked(String tenant, String key, List<Scope> scopes) {
        try {
            return new ApiKeyConfig(tenant, Optional.of(Secret.of(key)), Optional.empty(), scopes);
        } catch (ConfigException refused) {
            throw wrong("--tenant has 1 to 128 characters without control characters");
        }
    }

    private static Scope scope(String written) {
        return Stream.of(Scope.values())
                .filter(scope -> scope.written().equals(written.strip()))
                .findFirst()
                .orElseThrow(() -> wrong("there is no scope `" + written.strip() + "`"));
    }

    private static String shown(ApiKeyConfig config, String key) {
        String tenant = '"' + config.tenant().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        return """
                The key, which is not shown again:

                    %s

                To be added to api.keys in the configuration of every node:

                    - {tenant: %s, sha256: %s, scopes: [%s]}
                """.formatted(key, tenant, HexFormat.of().formatHex(config.digest()), scopes(config.scopes()));
    }

    /** From the input, not the command line: arguments are seen by everybody on the machine. */
    private static String hash(List<String> arguments, InputStream input) {
        if (arguments.size() > 1) {
            throw wrong("`keys hash` reads the key from its input, where nobody else sees it");
        }
        return new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))
                .lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(line -> HexFormat.of().formatHex(read(line.strip()).digest()) + "\n")
                .orElseThrow(() -> wrong("there is no key in the input"));
    }

    /** A hash says nothing of how long its key is: what the node refuses to take as a key is not hashed. */
    private static ApiKeyConfig read(String key) {
        try {
            return new ApiKeyConfig("any", Optional.of(Secret.of(key)), Optional.empty(), List.of(Scope.values()));
        } catch (ConfigException refused) {
            throw wrong("a key has at least 32 characters");
        }
    }

    private static String scopes(List<Scope> scopes) {
        return scopes.stream().map(Scope::written).collect(Collectors.joining(", "));
    }
}
