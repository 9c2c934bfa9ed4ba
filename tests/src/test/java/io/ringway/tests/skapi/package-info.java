/** The unmodified skapi-js in a real Chromium, over real nodes. */
@NullMarked
package io.ringway.tests.skapi;

import org.jspecify.annotations.NullMarked;
