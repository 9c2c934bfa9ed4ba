/** The OpenAPI document as the server itself goes by it. */
@NullMarked
package io.ringway.gateway.http.api.contract;

import org.jspecify.annotations.NullMarked;
