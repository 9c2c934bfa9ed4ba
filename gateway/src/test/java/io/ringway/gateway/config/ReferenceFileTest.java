package io.ringway.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped file and the records say the same, in both directions. */
class ReferenceFileTest {
    private static final Map<String, String> DEV = Map.of("RINGWAY_DEV", "true", "RINGWAY_AUTH_HS256_SECRET", "s");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /** After a change of a record: {@code mvn -pl gateway -am test -Dtest=ReferenceFileTest -Dreference.write}. */
    @BeforeAll
    static void writeWhereAsked() throws IOException {
        if (System.getProperty("reference.write") != null) {
            Files.writeString(ReferenceFile.PATH, ReferenceFile.text());
        }
    }

    @Test
    void theShippedFileIsWhatTheRecordsSay() throws IOException {
        assertEquals(
                ReferenceFile.text(),
                Files.readString(ReferenceFile.PATH),
                "a record changed: run this test with -Dreference.write");
    }

    @Test
    void theShippedFileChangesNothing() {
        assertEquals(ConfigLoader.load(null, DEV), ConfigLoader.load(ReferenceFile.PATH, DEV));
    }

    @Test
    void theShippedFileWithEveryKeySetChangesNothing() throws IOException {
        String everything = Files.readString(ReferenceFile.PATH)
                .replaceAll("(?m)^( *)# ([a-z0-9_]+:( .*)?)$", "$1$2")
                .replaceAll("(?m)^( *)# ( +(- )?[a-z0-9_\"*]+: .*)$", "$1$2")
                .replace("<printf %s \"$KEY\" | sha256sum>", "ab".repeat(32))
                .replace("<pk_ and $(openssl rand -hex 16)>", "pk_" + "ab".repeat(16))
                .replaceAll("dev: false\n", "")
                .replaceAll("(redis:\n(  #.*\n)+  url:)\n", "$1 redis://127.0.0.1\n");
        Path file = Files.writeString(folder.resolve("all.yaml"), everything);

        Config config = ConfigLoader.load(file, DEV);

        assertEquals(1, config.api().keys().size());
        assertFalse(everything.contains("# port"));
        assertEquals(ConfigLoader.load(null, DEV).limits(), config.limits());
        assertEquals(
                ConfigLoader.load(null, DEV).auth().defaultGrants(),
                config.auth().defaultGrants());
        assertEquals(1, config.auth().publishableKeys().size());
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyKeyIsDocumented(Key key) {
        assertFalse(key.setting().doc().isBlank());
        assertEquals(
                key.setting().min().isEmpty(), key.setting().max().isEmpty(), "a range has two ends: " + key.path());
    }

    static Stream<Key> keys() {
        return Key.leaves(Config.class, "");
    }
}
