package io.ringway.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The lines of k8s/secret.example.yaml that are to be taken in by who needs them. */
class SecretTemplateTest {
    private static final String SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";
    private static final Pattern LEFT_OUT =
            Pattern.compile("(?m)^ +# (RINGWAY_\\w+): (?:'([^']*)'|\"([^\"]*)\"|(\\S+))( +#.*)?$");

    @Test
    void everyLineThatIsLeftOutIsAsANodeReadsIt() throws IOException {
        String template = Files.readString(Path.of("../k8s/secret.example.yaml"));
        Map<String, String> variables = new HashMap<>(Map.of("RINGWAY_DEV", "true"));
        Matcher line = LEFT_OUT.matcher(template);
        while (line.find()) {
            String value = Stream.of(2, 3, 4)
                    .map(line::group)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow();
            variables.put(line.group(1), value.replace("whsec_...", SECRET));
        }

        Config config = ConfigLoader.load(null, variables);

        assertEquals(
                template.lines().filter(text -> text.contains("# RINGWAY_")).count(), variables.size() - 1);
        assertEquals(1, config.hooks().secrets().size());
        assertEquals(1, config.webhooks().endpoints().size());
        assertTrue(config.redis().url().isPresent());
    }
}
