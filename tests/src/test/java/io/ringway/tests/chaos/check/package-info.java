/** What clients saw, held against what was promised. */
@NullMarked
package io.ringway.tests.chaos.check;

import org.jspecify.annotations.NullMarked;
