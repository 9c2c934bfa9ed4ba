package io.ringway.tests.support;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;

class BrowserIT {
    @Test
    void anErrorOnTheConsoleFailsTheTest() {
        Browser browser = Browser.start();
        Page page = browser.person();
        page.waitForConsoleMessage(() -> page.evaluate("console.error('something broke')"));

        AssertionError error = assertThrows(AssertionError.class, browser::close);
        assertTrue(String.valueOf(error.getMessage()).contains("something broke"));
    }
}
