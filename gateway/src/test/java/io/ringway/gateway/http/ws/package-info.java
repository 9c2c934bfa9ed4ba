@NullMarked
package io.ringway.gateway.http.ws;

import org.jspecify.annotations.NullMarked;
