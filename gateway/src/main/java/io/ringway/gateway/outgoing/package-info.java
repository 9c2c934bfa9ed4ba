/** HTTP that nodes ask of others: apps' backends, push services, providers of TURN. */
@NullMarked
package io.ringway.gateway.outgoing;

import org.jspecify.annotations.NullMarked;
