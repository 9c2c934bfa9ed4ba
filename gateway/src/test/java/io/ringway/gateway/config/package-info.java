@NullMarked
package io.ringway.gateway.config;

import org.jspecify.annotations.NullMarked;
