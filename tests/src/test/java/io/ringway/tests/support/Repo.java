package io.ringway.tests.support;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are in the working copy under test. */
public final class Repo {
    private static final Path ROOT =
            Path.of(System.getProperty("ringway.root", "..")).toAbsolutePath().normalize();

    private Repo() {}

    public static Path path(String relative) {
        return ROOT.resolve(relative);
    }

    /** The runnable jar; a scenario that finds none was started before {@code package}. */
    public static Path jar() {
        Path jar = path("gateway/target/ringway.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("no " + jar + ": run `make build`, or `mvn verify` rather than `mvn test`");
        }
        return jar;
    }

    /** A folder for what a test run leaves to look at: logs, screenshots. */
    public static Path output(String name) {
        return path("tests/target").resolve(name);
    }
}
