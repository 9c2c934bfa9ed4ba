/** Micro benchmarks of what the gateway keeps to this package. */
@NullMarked
package io.ringway.gateway.session;

import org.jspecify.annotations.NullMarked;
