/** Members without a connection: who owns them, how long they live, and how they go to other nodes. On the hub. */
@NullMarked
package io.ringway.gateway.session.virtual;

import org.jspecify.annotations.NullMarked;
