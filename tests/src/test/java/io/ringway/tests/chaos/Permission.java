package io.ringway.tests.chaos;

import io.ringway.tests.chaos.net.Lab;
import io.ringway.tests.support.Repo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Whether nodes may be given networks of their own here. Where not, that is said where nobody can miss it. */
final class Permission {
    private Permission() {}

    /** Skips the test where it is not permitted; the summary of {@code scripts/test} reads the file. */
    static void require() {
        Path file = Repo.output("chaos").resolve("SKIPPED");
        Optional<String> reason = Lab.forbidden();
        try {
            Files.createDirectories(Repo.output("chaos"));
            Files.deleteIfExists(file);
            if (reason.isPresent()) {
                Files.writeString(file, reason.get() + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reason.ifPresent(why -> {
            System.err.println("SKIPPED: no chaos, as nodes cannot have networks of their own here: " + why);
            Assumptions.abort("nodes cannot have networks of their own here: " + why);
        });
    }
}
