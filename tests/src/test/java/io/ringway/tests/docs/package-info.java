/** What the documentation says, held against what is there. */
@NullMarked
package io.ringway.tests.docs;

import org.jspecify.annotations.NullMarked;
