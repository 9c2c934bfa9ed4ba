package io.ringway.tests.k8s;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.Repo;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The one file that is shipped. */
class JarIT {
    /** Bytes. A library more is a decision: it has to be worth what another one is left out for. */
    private static final long MOST = 40_000_000;

    @Test
    void staysSmall() throws IOException {
        long size = Files.size(Repo.jar());

        assertTrue(size <= MOST, "the jar has " + size + " bytes");
    }
}
