/** What users on several nodes see of each other, played over real processes with the native protocol. */
@NullMarked
package io.ringway.tests.scenarios;

import org.jspecify.annotations.NullMarked;
