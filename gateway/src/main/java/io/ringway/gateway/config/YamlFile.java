package io.ringway.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML into mappings, lists and texts. No scalar is given a type here: {@code 010}, {@code yes} and {@code
 * 2020-01-01} stay what was written, and a value means the same in the file and in the environment.
 */
final class YamlFile {
    private static final int MAX_CHARS = 1 << 20;
    private static final int MAX_DEPTH = 16;

    private YamlFile() {}

    static Map<?, ?> read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException unreadable) {
            throw new ConfigException(file.toString(), "cannot be read", "a readable YAML file in UTF-8");
        }
        Object content = parse(text, file.toString());
        if (content == null) {
            return new LinkedHashMap<>();
        }
        if (content instanceof Map<?, ?> mapping) {
            return mapping;
        }
        throw new ConfigException(file.toString(), "is not a mapping", "keys and values");
    }

    /** Reads a text; null where it says nothing. The exception shows the place, never the text: it may be a secret. */
    static @Nullable Object parse(String text, String name) {
        try {
            return yaml().load(text);
        } catch (MarkedYAMLException malformed) {
            throw new ConfigException(name + place(malformed), String.valueOf(malformed.getProblem()), "YAML");
        } catch (YAMLException malformed) {
            throw new ConfigException(name, "is malformed or over the limits of size and depth", "YAML");
        }
    }

    private static String place(MarkedYAMLException malformed) {
        var mark = malformed.getProblemMark();
        return mark == null ? "" : ", line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setAllowRecursiveKeys(false);
        options.setMaxAliasesForCollections(10);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(MAX_CHARS);
        DumperOptions dumper = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(dumper), dumper, options, new TextOnlyResolver());
    }

    private static final class TextOnlyResolver extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
        }
    }
}
