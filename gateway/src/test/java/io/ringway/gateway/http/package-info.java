@NullMarked
package io.ringway.gateway.http;

import org.jspecify.annotations.NullMarked;
