/** The wire that skapi-js speaks, so that its apps can move here unchanged. */
@NullMarked
package io.ringway.gateway.protocol.skapi;

import org.jspecify.annotations.NullMarked;
