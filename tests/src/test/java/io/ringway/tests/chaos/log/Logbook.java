package io.ringway.tests.chaos.log;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The file that the clients of one process write what they see to. Used from their thread. */
public final class Logbook implements AutoCloseable {
    private final BufferedWriter file;

    public Logbook(Path path) {
        try {
            file = Files.newBufferedWriter(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Now, as entries have it. */
    public static long now() {
        return System.nanoTime() / 1_000;
    }

    public void write(Entry entry) {
        try {
            file.write(Entries.encode(entry));
            file.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything in the files, by time; what happened at the same time in one file stays in its order. */
    public static List<Entry> read(List<Path> files) {
        List<Entry> entries = new ArrayList<>();
        for (Path path : files) {
            try (Stream<String> lines = Files.lines(path)) {
                lines.map(Entries::decode).forEach(entries::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        entries.sort(Comparator.comparingLong(Entry::at));
        return entries;
    }
}
