/** Micro benchmarks of the paths that every frame takes. */
@NullMarked
package io.ringway.bench.micro;

import org.jspecify.annotations.NullMarked;
