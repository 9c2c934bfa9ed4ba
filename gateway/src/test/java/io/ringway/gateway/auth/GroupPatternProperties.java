package io.ringway.gateway.auth;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

/** A pattern means what the regular expression with .* for each star means. */
class GroupPatternProperties {
    @Property
    boolean matchesAsTheRegularExpressionDoes(
            @ForAll @StringLength(min = 1, max = 8) @Chars({'a', 'b', '*'}) String pattern,
            @ForAll @StringLength(max = 12) @CharRange(from = 'a', to = 'b') String group) {
        String expression =
                Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));

        return GroupPattern.of(pattern, "ada").matches(group) == Pattern.matches(expression, group);
    }
}
