package io.ringway.tests.k8s;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.config.ConfigLoader;
import io.ringway.tests.support.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What a pod's node would read: the ConfigMap's file under the variables of the container. */
final class NodeConfig {
    private static final String KEY_HASH = "0".repeat(64);

    private NodeConfig() {}

    /** The configuration of the pods; refused as a node would refuse it. */
    static Config of(Rendered rendered) {
        Container container = rendered.the(StatefulSet.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();
        Map<String, String> variables = new HashMap<>();
        container.getEnv().forEach(variable -> variables.put(variable.getName(), "10.1.2.3"));
        if (!container.getEnvFrom().isEmpty()) {
            variables.putAll(secret());
        }
        String yaml = rendered.the(ConfigMap.class).getData().get("ringway.yaml");
        return load(Objects.requireNonNull(yaml, "no ringway.yaml in the ConfigMap"), variables);
    }

    /** The template of the Secret, filled in. */
    static Map<String, String> secret() {
        Map<String, String> filled = new HashMap<>();
        Rendered.file("secret.example.yaml").the(Secret.class).getStringData().forEach((name, template) -> {
            String value = template.replace("\"sha256\": \"\"", "\"sha256\": \"" + KEY_HASH + "\"");
            filled.put(name, value.isEmpty() ? Tokens.SECRET : value);
        });
        return filled;
    }

    private static Config load(String yaml, Map<String, String> variables) {
        try {
            Path file = Files.createTempFile("ringway", ".yaml");
            try {
                return ConfigLoader.load(Files.writeString(file, yaml), variables);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
