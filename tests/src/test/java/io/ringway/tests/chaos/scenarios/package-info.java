/** Faults, each with what it must not do. */
@NullMarked
package io.ringway.tests.chaos.scenarios;

import org.jspecify.annotations.NullMarked;
