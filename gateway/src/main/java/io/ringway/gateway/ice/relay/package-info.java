/** What a peer is told of the way to another where calls go through relays only. Pure: strings and bytes. */
@NullMarked
package io.ringway.gateway.ice.relay;

import org.jspecify.annotations.NullMarked;
