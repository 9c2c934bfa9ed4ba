/** The pages in a real Chromium with fake cameras, over real nodes. */
@NullMarked
package io.ringway.tests.browser;

import org.jspecify.annotations.NullMarked;
