/** What clients saw, written down. */
@NullMarked
package io.ringway.tests.chaos.log;

import org.jspecify.annotations.NullMarked;
