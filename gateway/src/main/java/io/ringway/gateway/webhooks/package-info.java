/** Tells a backend what happens: what is written into the outbox, and how it leaves it again. */
@NullMarked
package io.ringway.gateway.webhooks;

import org.jspecify.annotations.NullMarked;
