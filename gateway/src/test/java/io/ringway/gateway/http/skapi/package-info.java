@NullMarked
package io.ringway.gateway.http.skapi;

import org.jspecify.annotations.NullMarked;
