package io.ringway.tests.chaos.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Runs a few lines of shell and waits for them. Safe from any thread. */
final class Shell {
    private static final int SECONDS = 30;

    private Shell() {}

    /**
     * @return what it printed
     * @throws IllegalStateException where a line fails, with what it said
     */
    static String run(String script) {
        try {
            ProcessBuilder builder = new ProcessBuilder("sh", "-ec", script).redirectErrorStream(true);
            builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
            Process process = builder.start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(said.strip() + " (of: " + script.strip() + ")");
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
