/** What skapi-js asks over HTTP: where everything is, who it is talking to, and who is in which group. */
@NullMarked
package io.ringway.gateway.http.skapi;

import org.jspecify.annotations.NullMarked;
