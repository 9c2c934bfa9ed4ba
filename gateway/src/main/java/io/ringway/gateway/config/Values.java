package io.ringway.gateway.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How single values are read from text, and what is allowed for them. Every value arrives as text, typed or not. */
final class Values {
    private static final int SHOWN_CHARS = 60;
    private static final Pattern BEFORE_HOST = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", Pattern.DOTALL);
    private static final Pattern QUERY = Pattern.compile("\\?.*", Pattern.DOTALL);

    private Values() {}

    /** A text that is no value of its type; the message says what it is instead. */
    static final class BadValue extends Exception {
        private static final long serialVersionUID = 1;

        BadValue(String message) {
            super(message, null, false, false);
        }
    }

    @FunctionalInterface
    private interface Reader {
        Object read(String text);
    }

    private static final Map<Class<?>, Reader> READERS = Map.of(
            int.class, Integer::valueOf,
            boolean.class, Values::bool,
            String.class, text -> text,
            Duration.class, Quantity::duration,
            Secret.class, Secret::of,
            URI.class, Values::uri,
            Path.class, Path::of,
            HostPort.class, HostPort::parse);

    /** Whether a type is a section of the configuration, with keys of its own. */
    static boolean isSection(Type type) {
        return type instanceof Class<?> c && c.isRecord() && !READERS.containsKey(c);
    }

    /** Reads one value of a type that is no list, mapping or section, and holds it against its range. */
    static Object read(Class<?> type, Setting setting, String text) throws BadValue {
        Object value = readUnchecked(type, setting, text);
        String fault = faultIn(value, setting);
        if (fault != null) {
            throw new BadValue(quoted(type, text) + fault);
        }
        return value;
    }

    private static Object readUnchecked(Class<?> type, Setting setting, String text) throws BadValue {
        try {
            if (type.isEnum()) {
                return constant(type, text);
            }
            return setting.unit() == Unit.BYTES
                    ? Quantity.bytes(text)
                    : reader(type).read(text);
        } catch (IllegalArgumentException bad) {
            throw new BadValue(quoted(type, text) + " is not allowed");
        }
    }

    private static Reader reader(Class<?> type) {
        Reader reader = READERS.get(type);
        if (reader == null) {
            throw new AssertionError("no configuration value can be a " + type);
        }
        return reader;
    }

    /** What is wrong with a value by its declared range, as the rest of a sentence; null where nothing is. */
    static @Nullable String faultIn(@Nullable Object value, Setting setting) {
        return switch (value) {
            case Integer number -> outside(number, setting, Quantity::bytes);
            case Duration duration -> outside(duration, setting, Quantity::duration);
            case null, default -> null;
        };
    }

    private static <T extends Comparable<T>> @Nullable String outside(
            T value, Setting setting, Function<String, T> bound) {
        if (!setting.min().isEmpty() && value.compareTo(bound.apply(setting.min())) < 0) {
            return " is too small";
        }
        return !setting.max().isEmpty() && value.compareTo(bound.apply(setting.max())) > 0 ? " is too large" : null;
    }

    /** What may be written for a key, in words. */
    static String allowed(Type type, Setting setting) {
        if (!setting.allowed().isEmpty()) {
            return setting.allowed();
        }
        String kind = kind(element(type), setting);
        return isList(type) ? "a list, each " + kind : kind;
    }

    private static String kind(Class<?> type, Setting setting) {
        if (type.isEnum()) {
            return "one of " + names(type);
        }
        if (!setting.allowed().isEmpty()) {
            return setting.allowed();
        }
        return switch (type.getSimpleName()) {
            case "int" -> number(setting.unit()) + range(setting);
            case "boolean" -> "true or false";
            case "Duration" -> "a duration such as 20s or 250ms" + range(setting);
            case "URI" -> "an http or https URL";
            case "Path" -> "a file name";
            case "HostPort" -> "host:port";
            case "Map" -> "a mapping";
            default -> isSection(type) ? "a mapping" : "a text";
        };
    }

    private static String number(Unit unit) {
        return switch (unit) {
            case BYTES -> "a size such as 4096 or 64KiB";
            case CHARACTERS -> "a number of characters";
            case NONE -> "a whole number";
        };
    }

    private static String range(Setting setting) {
        return setting.min().isEmpty() ? "" : ", from " + setting.min() + " to " + setting.max();
    }

    static boolean isList(Type type) {
        return type instanceof ParameterizedType p && p.getRawType() == List.class;
    }

    /** The type itself, or what a list or an optional value is made of. */
    static Class<?> element(Type type) {
        return switch (type) {
            case ParameterizedType p when p.getRawType() == Map.class -> Map.class;
            case ParameterizedType p -> (Class<?>) p.getActualTypeArguments()[0];
            default -> (Class<?>) type;
        };
    }

    /** A text as a message may show it: bounded, on one line, and never a secret. */
    static String quoted(Class<?> type, String text) {
        if (type == Secret.class) {
            return "the value";
        }
        return '"' + oneLine(withoutSecrets(text)) + '"';
    }

    /**
     * Of an address, its user, password and query may be what nobody else is to know; also of one that is none, as its password has signs
     * in it that end one.
     */
    private static String withoutSecrets(String text) {
        int at = text.lastIndexOf('@');
        if (text.lastIndexOf('?', at) >= 0) {
            return "…";
        }
        return at >= 0 || text.contains("://")
                ? QUERY.matcher(BEFORE_HOST.matcher(text).replaceFirst("$1…@")).replaceFirst("?…")
                : text;
    }

    static String oneLine(String text) {
        String start = text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + "…" : text;
        return start.replaceAll("\\p{Cntrl}", "\uFFFD");
    }

    private static Boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private static URI uri(String text) {
        URI uri = URI.create(text);
        boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!web || uri.getHost() == null || uri.getUserInfo() != null) {
            throw new IllegalArgumentException("no http URL");
        }
        return uri;
    }

    private static Object constant(Class<?> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> written(constant).equals(text))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new);
    }

    private static String names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(Values::written).collect(Collectors.joining(", "));
    }

    static String written(Object constant) {
        return constant instanceof Named named
                ? named.written()
                : constant.toString().toLowerCase(Locale.ROOT);
    }

    /** A constant that the file does not name by its own name in lower case. */
    interface Named {
        String written();
    }
}
