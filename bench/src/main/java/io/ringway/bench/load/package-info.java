/** Load on real nodes over loopback: a cheap WebSocket client, the scenarios, and what they cost the server. */
@NullMarked
package io.ringway.bench.load;

import org.jspecify.annotations.NullMarked;
