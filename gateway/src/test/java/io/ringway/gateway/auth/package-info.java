@NullMarked
package io.ringway.gateway.auth;

import org.jspecify.annotations.NullMarked;
