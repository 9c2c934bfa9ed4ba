package io.ringway.gateway.config;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One component of a configuration record, as the file names it.
 *
 * @param path the full key, {@code cluster.bus_port}
 */
record Key(String path, RecordComponent component, Setting setting) {
    /** The keys of one record, in order, without those of the sections in it. */
    static List<Key> of(Class<?> section, String prefix) {
        return Arrays.stream(section.getRecordComponents())
                .map(component -> new Key(prefix + snakeCase(component.getName()), component, settingOf(component)))
                .toList();
    }

    /** Every value that can be set in a record and in the sections of it, in order. */
    static Stream<Key> leaves(Class<?> section, String prefix) {
        return of(section, prefix).stream()
                .flatMap(key -> key.isSection() ? leaves(key.component.getType(), key.path + ".") : Stream.of(key));
    }

    private static Setting settingOf(RecordComponent component) {
        return Objects.requireNonNull(component.getAnnotation(Setting.class), () -> component + " needs a @Setting");
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    Type type() {
        return component.getGenericType();
    }

    boolean isSection() {
        return Values.isSection(component.getType());
    }

    /** The environment variable that overrides this key. */
    String variable() {
        return variable(path);
    }

    static String variable(String path) {
        return Environment.PREFIX + path.replace('.', '_').toUpperCase(Locale.ROOT);
    }
}
