package io.ringway.gateway.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a component of a configuration record is for. The loader, the messages about bad values and {@code
 * conf/ringway.yaml} all read it here; values are written as in the file ({@code 20s}, {@code 64KiB}).
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /** One or more sentences for an operator. */
    String doc();

    /** The value where nothing is said; empty for lists, optional values and sections. */
    String byDefault() default "";

    Unit unit() default Unit.NONE;

    /** The smallest allowed value of a number or a duration. */
    String min() default "";

    /** The largest allowed value of a number or a duration. */
    String max() default "";

    /** What is allowed, in words, where a range does not say it. */
    String allowed() default "";
}
