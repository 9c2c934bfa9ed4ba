package io.ringway.gateway.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a record and the sections in it from a file and the environment. Goes on after a problem, with the default in
 * place of what is wrong, so that one start shows everything there is to mend.
 */
public final class ConfigLoader {
    private final Environment environment;
    private final List<Problem> problems = new ArrayList<>();
    /** Sections that are wrong as a whole, in whose place there are the defaults: nothing can be said of those. */
    private final List<String> replaced = new ArrayList<>();

    private ConfigLoader(Map<String, String> environment) {
        this.environment = new Environment(environment);
    }

    /**
     * The configuration of a node.
     *
     * @param file null for the defaults
     * @param environment as {@link System#getenv()} gives it
     * @throws ConfigException with every problem there is
     */
    public static Config load(@Nullable Path file, Map<String, String> environment) {
        return load(Config.class, file == null ? Map.of() : YamlFile.read(file), environment);
    }

    static <T extends Record> T load(Class<T> root, Map<?, ?> yaml, Map<String, String> environment) {
        ConfigLoader loader = new ConfigLoader(environment);
        T config = loader.section(root, "", yaml);
        loader.problems.addAll(loader.environment.unknown());
        if (config == null || !loader.problems.isEmpty()) {
            throw new ConfigException(loader.problems);
        }
        return config;
    }

    /** A record; null where its constructor refused the values, which is among the problems then. */
    private <T extends Record> @Nullable T section(Class<T> type, String prefix, Map<?, ?> yaml) {
        List<Key> keys = Key.of(type, prefix);
        refuseUnknown(keys, prefix, yaml);
        Object[] values =
                keys.stream().map(key -> value(key, yaml.get(key.name()))).toArray();
        return construct(type, prefix, values);
    }

    private void refuseUnknown(List<Key> keys, String prefix, Map<?, ?> yaml) {
        List<String> names = keys.stream().map(Key::name).toList();
        for (Object name : yaml.keySet()) {
            if (!names.contains(name)) {
                problems.add(new Problem(
                        prefix + Values.oneLine(String.valueOf(name)),
                        "no such key",
                        Nearest.suggest(String.valueOf(name), names)));
            }
        }
    }

    private Object value(Key key, @Nullable Object inFile) {
        if (key.isSection()) {
            return subsection(key, inFile);
        }
        String override = environment.override(key);
        return override == null ? typed(key, inFile) : overridden(key, override);
    }

    /** Whatever is wrong within what a variable says, also deep in a list, names the variable. */
    private Object overridden(Key key, String override) {
        int before = problems.size();
        Object value = typed(key, override);
        problems.subList(before, problems.size()).replaceAll(problem -> problem.setBy(key.variable()));
        return value;
    }

    private Object subsection(Key key, @Nullable Object inFile) {
        Class<? extends Record> type = key.component().getType().asSubclass(Record.class);
        Record section = section(type, key.path() + ".", mapping(key.path(), inFile));
        if (section == null) {
            replaced.add(key.path());
            return load(type, Map.of(), Map.of());
        }
        return section;
    }

    private Object typed(Key key, @Nullable Object given) {
        try {
            return convert(key.type(), key, given == null ? key.setting().byDefault() : given);
        } catch (Values.BadValue bad) {
            problems.add(new Problem(
                    key.path(), String.valueOf(bad.getMessage()), Values.allowed(key.type(), key.setting())));
            return byDefault(key);
        }
    }

    private Object byDefault(Key key) {
        try {
            return convert(key.type(), key, key.setting().byDefault());
        } catch (Values.BadValue bug) {
            throw new AssertionError("the default of " + key.path() + " is not allowed", bug);
        }
    }

    private Object convert(Type type, Key key, Object given) throws Values.BadValue {
        if (!(type instanceof ParameterizedType parameterized)) {
            return Values.read((Class<?>) type, key.setting(), text(given));
        }
        Type raw = parameterized.getRawType();
        if (raw == Optional.class) {
            return given.equals("")
                    ? Optional.empty()
                    : Optional.of(convert(parameterized.getActualTypeArguments()[0], key, given));
        }
        return raw == List.class ? list(Values.element(type), key, given) : lists(key.setting(), given);
    }

    private List<Object> list(Class<?> element, Key key, Object given) throws Values.BadValue {
        if (Values.isSection(element)) {
            return sections(element.asSubclass(Record.class), key, given);
        }
        List<Object> values = new ArrayList<>();
        for (Object item : items(given)) {
            values.add(Values.read(element, key.setting(), text(item)));
        }
        return List.copyOf(values);
    }

    private List<Object> sections(Class<? extends Record> element, Key key, Object given) throws Values.BadValue {
        List<Object> values = new ArrayList<>();
        List<?> items = items(given instanceof String text ? parsed(text) : given);
        for (int i = 0; i < items.size(); i++) {
            String path = key.path() + "[" + i + "]";
            Record section = section(element, path + ".", mapping(path, items.get(i)));
            if (section != null) {
                values.add(section);
            }
        }
        return List.copyOf(values);
    }

    private static List<?> items(Object given) throws Values.BadValue {
        return switch (given) {
            case String text ->
                Stream.of(text.split(","))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .toList();
            case List<?> list -> list;
            default -> throw new Values.BadValue("is a mapping");
        };
    }

    /** A mapping of names to lists of texts. */
    private static Map<String, List<String>> lists(Setting setting, Object given) throws Values.BadValue {
        Object content = given instanceof String text ? parsed(text) : given;
        if (!(content instanceof Map<?, ?> mapping)) {
            throw new Values.BadValue("is not a mapping of names to lists");
        }
        Map<String, List<String>> lists = new LinkedHashMap<>();
        for (var entry : mapping.entrySet()) {
            List<String> texts = new ArrayList<>();
            for (Object item :
                    items(Optional.<Object>ofNullable(entry.getValue()).orElse(""))) {
                texts.add((String) Values.read(String.class, setting, text(item)));
            }
            lists.put(String.valueOf(entry.getKey()), List.copyOf(texts));
        }
        return lists;
    }

    /** In the environment, what has an inner structure is written as YAML, of which JSON is a part. */
    private static Object parsed(String text) throws Values.BadValue {
        try {
            Object content = YamlFile.parse(text, "");
            return content == null ? List.of() : content;
        } catch (ConfigException malformed) {
            throw new Values.BadValue("is not YAML or JSON");
        }
    }

    private static String text(@Nullable Object given) throws Values.BadValue {
        return switch (given) {
            case String text -> text;
            case List<?> list -> throw new Values.BadValue("is a list");
            case Map<?, ?> mapping -> throw new Values.BadValue("is a mapping");
            case null -> throw new Values.BadValue("is empty");
            default -> throw new Values.BadValue("is not a text");
        };
    }

    private Map<?, ?> mapping(String where, @Nullable Object given) {
        if (given != null && !(given instanceof Map<?, ?>)) {
            problems.add(new Problem(where, "is not a mapping", "keys and values"));
        }
        return given instanceof Map<?, ?> mapping ? mapping : Map.of();
    }

    private <T extends Record> @Nullable T construct(Class<T> type, String prefix, Object[] values) {
        try {
            return canonical(type).newInstance(values);
        } catch (InvocationTargetException thrown) {
            if (!(thrown.getCause() instanceof ConfigException refused)) {
                throw new AssertionError(type.toString(), thrown);
            }
            addUnlessCovered(refused, prefix);
            return null;
        } catch (ReflectiveOperationException bug) {
            throw new LinkageError(type.toString(), bug);
        }
    }

    private static <T extends Record> Constructor<T> canonical(Class<T> type) throws NoSuchMethodException {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        return type.getDeclaredConstructor(types);
    }

    /** What follows from a problem that is named already is not named again. */
    private void addUnlessCovered(ConfigException refused, String prefix) {
        List<Problem> more = refused.problems().stream()
                .map(problem -> problem.within(prefix))
                .filter(problem -> problems.stream().noneMatch(problem::covers))
                .filter(problem -> replaced.stream().noneMatch(problem::isOf))
                .toList();
        problems.addAll(more);
    }
}
