/** The backend API, {@code /v1}: {@code webroot/spec/openapi.yaml} says what it does. */
@NullMarked
package io.ringway.gateway.http.api;

import org.jspecify.annotations.NullMarked;
