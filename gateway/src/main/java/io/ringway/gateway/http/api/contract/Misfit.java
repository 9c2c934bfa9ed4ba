package io.ringway.gateway.http.api.contract;

import io.vertx.json.schema.OutputUnit;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a value is not what the document says.
 *
 * @param field where, as {@code to.group}; empty for the value itself
 * @param keyword of the schema that it goes against, such as {@code maxLength}
 */
public record Misfit(String field, String keyword, String message) {
    private static final Pattern MISSING = Pattern.compile("required property \"([^\"]*)\"");

    /**
     * Of everything that a validator found, the innermost: what is around it is wrong because of it. Of several things that are
     * wrong with one value, that it is of another type says all.
     */
    static Misfit of(List<OutputUnit> errors, String name) {
        OutputUnit innermost = errors.stream()
                .max(Comparator.<OutputUnit>comparingInt(error -> depth(error.getInstanceLocation()))
                        .thenComparing(error -> error.getKeywordLocation().endsWith("/type")))
                .orElseThrow();
        String location = innermost.getInstanceLocation();
        String field = join(name, location.replaceFirst("^#?/?", "").replace('/', '.'));
        String keyword = innermost.getKeywordLocation();
        return of(field, keyword.substring(keyword.lastIndexOf('/') + 1), String.valueOf(innermost.getError()));
    }

    private static int depth(String location) {
        return (int) location.chars().filter(c -> c == '/').count();
    }

    private static String join(String name, String within) {
        return name.isEmpty() || within.isEmpty() ? name + within : name + "." + within;
    }

    private static Misfit of(String field, String keyword, String error) {
        Matcher missing = MISSING.matcher(error);
        if (missing.find()) {
            return new Misfit(field, "required", "`" + join(field, missing.group(1)) + "` is missing");
        }
        String subject = field.isEmpty() ? "the body" : "`" + field + "`";
        return new Misfit(field, keyword, subject + ": " + error);
    }
}
