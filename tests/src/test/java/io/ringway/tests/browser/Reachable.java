package io.ringway.tests.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;

/** Somebody who says when calls may ring, by the menu behind the name, and who reads what was missed meanwhile. */
final class Reachable {
    private static final int PHONE_WIDTH = 360;
    private static final int PHONE_HEIGHT = 740;
    private final Page page;

    Reachable(Page page) {
        this.page = page;
    }

    private Locator menu() {
        return page.getByTestId("me-menu");
    }

    private static void has(Locator locator, String attribute, String value) {
        assertThat(locator).hasAttribute(attribute, value);
    }

    /** With the keyboard alone, at a phone's width, in the dark: the menu is whole, and the keyboard is back where it was. */
    void saysBusyInCallsByKeyboardOnAPhoneInTheDark() {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        page.setViewportSize(PHONE_WIDTH, PHONE_HEIGHT);
        page.getByTestId("my-status").focus();
        page.keyboard().press("Enter");
        assertThat(menu()).isVisible();
        await("the whole menu is on the screen").until(this::isMenuOnScreen);
        assertEquals(true, page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"));
        page.keyboard().press("Tab");
        assertThat(page.getByTestId("status-available")).isFocused();
        page.keyboard().press("Tab");
        assertThat(page.getByTestId("quiet")).isFocused();
        page.keyboard().press("Tab");
        assertThat(page.getByTestId("during-default")).isFocused();
        assertThat(page.getByTestId("during-default")).isChecked();
        page.keyboard().press("ArrowDown");
        assertThat(page.getByTestId("during-wait")).isChecked();
        page.keyboard().press("ArrowDown");
        assertThat(page.getByTestId("during-reject")).isChecked();
        page.keyboard().press("Escape");
        assertThat(menu()).isHidden();
        assertThat(page.getByTestId("my-status")).isFocused();
        page.setViewportSize(1_280, 720);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }

    /** Once it has risen. */
    private boolean isMenuOnScreen() {
        BoundingBox box = menu().boundingBox();
        return box != null
                && box.x >= 0
                && box.y >= 0
                && box.x + box.width <= PHONE_WIDTH
                && box.y + box.height <= PHONE_HEIGHT;
    }

    void isNotToBeDisturbed(boolean on) {
        page.getByTestId("my-status").click();
        page.getByTestId("quiet").press("Space");
        has(page.getByTestId("quiet"), "aria-checked", String.valueOf(on));
        page.keyboard().press("Escape");
        has(page.getByTestId("my-status"), "data-quiet", String.valueOf(on));
    }

    /** The status of somebody in the group, as this one sees it. */
    void sees(String name, String status) {
        has(page.getByTestId("person").filter(new Locator.FilterOptions().setHasText(name)), "data-status", status);
    }

    void isToldOfAMissedCallAfterTheCall(String name) {
        assertThat(page.getByTestId("missed-meanwhile")).containsText("Missed call from " + name);
        assertThat(page.getByTestId("missed-back")).isEnabled();
    }

    void hasMissed(int calls) {
        assertThat(page.getByTestId("missed-count")).hasText(String.valueOf(calls));
        assertThat(page.getByTestId("ring")).hasCount(0);
    }

    void readsWhy(String words) {
        page.getByTestId("open-calls").click();
        assertThat(page.getByTestId("call-row").first()).containsText(words);
        page.keyboard().press("Escape");
    }

    void callsAgain() {
        page.getByTestId("call-again").click();
    }
}
