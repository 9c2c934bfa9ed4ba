package io.ringway.tests.support;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For classes of scenarios that need most of two processors by themselves: one waits for the other, in whichever process of the
 * tests that is. Two at a time would measure each other.
 */
public final class Alone implements BeforeAllCallback, AfterAllCallback {
    private @Nullable FileChannel file;
    private @Nullable FileLock lock;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Path path = Repo.output("alone.lock");
        Files.createDirectories(path.getParent());
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock = file.lock();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (lock != null) {
            lock.release();
        }
        Objects.requireNonNull(file).close();
    }
}
