/** Nodes killed, hung and cut apart while thousands of clients use them, and what those saw of it. */
@NullMarked
package io.ringway.tests.chaos;

import org.jspecify.annotations.NullMarked;
