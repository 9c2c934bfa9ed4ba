/** What operators see of this node and of all others. What is public may be called on any thread; the rest is on the hub. */
@NullMarked
package io.ringway.gateway.session.operators;

import org.jspecify.annotations.NullMarked;
