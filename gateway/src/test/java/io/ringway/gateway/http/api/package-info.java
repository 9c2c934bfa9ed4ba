@NullMarked
package io.ringway.gateway.http.api;

import org.jspecify.annotations.NullMarked;
