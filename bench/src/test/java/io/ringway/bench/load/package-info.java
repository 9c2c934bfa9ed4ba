/** Tests of the load driver itself. */
@NullMarked
package io.ringway.bench.load;

import org.jspecify.annotations.NullMarked;
