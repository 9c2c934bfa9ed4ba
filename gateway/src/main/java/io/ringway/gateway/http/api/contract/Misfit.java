package io.ringway.gateway.http.api.contract;

/**
 * Why a value is not what the document says.
 *
 * @param field where, as {@code to.group}; empty for the value itself. Of a field that is missing, or that nobody knows, it is where
 *     that would stand, or stands
 * @param keyword of the schema that it goes against, such as {@code maxLength}
 * @param message what would be allowed
 */
public record Misfit(String field, String keyword, String message) {}
