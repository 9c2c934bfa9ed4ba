@NullMarked
package io.ringway.gateway.http.api.contract;

import org.jspecify.annotations.NullMarked;
