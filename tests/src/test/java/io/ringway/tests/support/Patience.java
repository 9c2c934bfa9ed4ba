package io.ringway.tests.support;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long a test waits for what is to come, where it says nothing else: a machine that others keep busy is slow, and no fault.
 * What the product promises within a time is awaited with that time. Every class of tests has this extension, by
 * {@code META-INF/services}.
 */
public final class Patience implements BeforeAllCallback {
    public static final Duration OURS = Duration.ofSeconds(60);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(OURS);
        PlaywrightAssertions.setDefaultAssertionTimeout(OURS.toMillis());
    }
}
