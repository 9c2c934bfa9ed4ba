/** Many clients in few threads, and the processes that they are in. */
@NullMarked
package io.ringway.tests.chaos.load;

import org.jspecify.annotations.NullMarked;
