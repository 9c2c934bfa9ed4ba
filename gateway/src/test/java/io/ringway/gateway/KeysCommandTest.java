package io.ringway.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.config.ApiKeyConfig;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.config.ConfigLoader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {
    private static final Pattern KEY = Pattern.compile("sk_[A-Za-z0-9_-]{43}");

    @TempDir
    private Path folder;

    private static String run(String... arguments) {
        return KeysCommand.run(List.of(arguments), InputStream.nullInputStream());
    }

    /** The line as an operator would paste it. */
    private ApiKeyConfig pasted(String shown) throws IOException {
        String line = shown.lines()
                .filter(one -> one.contains("- {tenant"))
                .findFirst()
                .orElseThrow();
        Path file = Files.writeString(folder.resolve("c.yaml"), "dev: true\napi:\n  keys:\n" + line + "\n");
        Config config = ConfigLoader.load(file, Map.of());
        return config.api().keys().getFirst();
    }

    @Test
    void theLineShownTakesTheKeyShown() throws IOException {
        String shown = run("create", "--tenant", "demo", "--scopes", "tokens,read");
        Matcher key = KEY.matcher(shown);
        assertTrue(key.find(), shown);

        ApiKeyConfig config = pasted(shown);
        assertEquals("demo", config.tenant());
        assertEquals(List.of(ApiKeyConfig.Scope.TOKENS, ApiKeyConfig.Scope.READ), config.scopes());
        assertTrue(config.matches(key.group()));
        assertFalse(config.matches(key.group() + "x"));
        assertFalse(run("create", "--tenant", "demo").contains(key.group()), "the same key twice");
    }

    @Test
    void aTenantOfAnySpellingIsQuoted() throws IOException {
        for (String tenant : List.of("a: b", "say \"hi\"", "back\\slash", "true", "12", "überall #1")) {
            assertEquals(tenant, pasted(run("create", "--tenant", tenant)).tenant());
        }
    }

    @Test
    void aHashIsTheOneOfTheLine() {
        String hash = KeysCommand.run(
                List.of("hash"), new ByteArrayInputStream("\nsk_0123456789abcdef0123456789abcdef\n".getBytes(UTF_8)));
        assertEquals("9baa890b171009c370f3c7c9e9cf5cee069a16d69871a7aaf98317ec37349908\n", hash);
    }

    @Test
    void whatCannotBeDoneIsSaidWithTheUsage() {
        for (List<String> bad : List.of(
                List.of("make"),
                List.of("create"),
                List.of("create", "--tenant"),
                List.of("create", "--tenant", ""),
                List.of("create", "--tenant", "a", "--tenant", "b"),
                List.of("create", "--tenant", "a", "--scopes", "everything"),
                List.of("create", "--tenant", "a", "--colour", "red"),
                List.of("hash", "sk_on_the_command_line"),
                List.of("hash"))) {
            String message = String.valueOf(assertThrows(
                            IllegalArgumentException.class,
                            () -> KeysCommand.run(bad, InputStream.nullInputStream()),
                            bad.toString())
                    .getMessage());
            assertTrue(message.startsWith("ringway keys: ") && message.contains("usage:"), message);
        }
        assertEquals(KeysCommand.HELP, run());
        assertEquals(KeysCommand.HELP, run("create", "--help"));
        assertEquals(KeysCommand.HELP, run("create", "--tenant", "demo", "-h"));
    }

    @Test
    void whatIsTooShortForAKeyIsNotHashed() {
        InputStream input = new ByteArrayInputStream("short\n".getBytes(UTF_8));
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> KeysCommand.run(List.of("hash"), input))
                        .getMessage());
        assertTrue(message.startsWith("ringway keys: a key has at least 32 characters"), message);
    }
}
