/** What Ringway costs: {@link io.ringway.bench.Bench} runs the micro benchmarks and the load scenarios. */
@NullMarked
package io.ringway.bench;

import org.jspecify.annotations.NullMarked;
