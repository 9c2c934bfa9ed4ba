package io.ringway.gateway.http.api.contract;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * An operation as the document describes it. One event loop.
 *
 * @param path as the document writes it, {@code /v1/groups/{group}}
 * @param security the name of its security scheme; empty where none is needed
 * @param scope of the API key that it needs; empty where there is none
 * @param isSecret whether the answer is for nobody but the caller: no stream keeps it, and with an Idempotency-Key it is kept sealed
 * @param isRepeatable whether to do it twice is as good as to do it once: with its Idempotency-Key it is done again where nobody knows
 *     what became of it
 * @param body null where it has none
 * @param isBodyRequired whether a call without a body is refused, and not one with nothing said in it
 */
public record Described(
        String id,
        HttpMethod method,
        String path,
        String security,
        String scope,
        boolean isSecret,
        boolean isRepeatable,
        List<Parameter> parameters,
        @Nullable Schema body,
        boolean isBodyRequired) {
    /** Where a parameter stands. */
    public enum Place {
        PATH,
        QUERY,
        HEADER
    }

    public record Parameter(String name, Place place, boolean isRequired, Schema schema) {
        private boolean isQuery(String given) {
            return place == Place.QUERY && name.equals(given);
        }
    }

    /** The path as the router writes it. */
    public String route() {
        return path.replaceAll("\\{([^}]*)}", ":$1");
    }

    /** Whether a header is one of its parameters. */
    public boolean takes(String header) {
        return parameters.stream()
                .anyMatch(parameter ->
                        parameter.place() == Place.HEADER && parameter.name().equalsIgnoreCase(header));
    }

    /** The first parameter that does not fit; each is asked for by place and name, and null where it is not there. */
    public Optional<Misfit> parameterMisfit(BiFunction<Place, String, @Nullable String> given) {
        for (Parameter parameter : parameters) {
            String text = given.apply(parameter.place(), parameter.name());
            Optional<Misfit> misfit = text == null
                    ? missing(parameter)
                    : parameter
                            .schema()
                            .misfit(parameter.name(), parameter.schema().read(text));
            if (misfit.isPresent()) {
                return misfit;
            }
        }
        return Optional.empty();
    }

    /** The first of the names in a query that is none of its parameters. */
    public Optional<Misfit> unknown(Set<String> queryNames) {
        return queryNames.stream()
                .filter(name -> parameters.stream().noneMatch(parameter -> parameter.isQuery(name)))
                .sorted()
                .map(name -> new Misfit("", "additionalProperties", "`" + name + "` is no parameter of this call"))
                .findFirst();
    }

    private static Optional<Misfit> missing(Parameter parameter) {
        return parameter.isRequired()
                ? Optional.of(new Misfit("", "required", "`" + parameter.name() + "` is missing"))
                : Optional.empty();
    }
}
