package io.ringway.tests.k8s;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what the Kubernetes model kept aside because it has no field for it. */
final class UnknownFields {
    private final List<String> found = new ArrayList<>();

    private UnknownFields() {}

    /** The paths of unknown fields anywhere in the object. */
    static List<String> of(KubernetesResource object) {
        UnknownFields search = new UnknownFields();
        search.visit("", object);
        return List.copyOf(search.found);
    }

    private void visit(String path, @Nullable Object value) {
        switch (value) {
            case KubernetesResource resource -> visitResource(path, resource);
            case Collection<?> items -> items.forEach(item -> visit(path + "[]", item));
            case Map<?, ?> map -> map.forEach((key, item) -> visit(path + "." + key, item));
            case null, default -> {}
        }
    }

    private void visitResource(String path, KubernetesResource resource) {
        for (Method method : resource.getClass().getMethods()) {
            if (method.isAnnotationPresent(JsonAnyGetter.class)) {
                ((Map<?, ?>) read(method, resource)).keySet().forEach(key -> found.add(path + "." + key));
            }
        }
        for (Field field : resource.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.getName().equals("additionalProperties")) {
                visit(path + "." + field.getName(), read(field, resource));
            }
        }
    }

    private static Object read(Method method, Object object) {
        try {
            return method.invoke(object);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object read(Field field, Object object) {
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
