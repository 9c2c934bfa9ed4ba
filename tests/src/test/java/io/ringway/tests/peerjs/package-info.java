/** The unmodified PeerJS client, and its wire. */
@NullMarked
package io.ringway.tests.peerjs;

import org.jspecify.annotations.NullMarked;
