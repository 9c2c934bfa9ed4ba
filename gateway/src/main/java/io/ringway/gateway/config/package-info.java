/** The configuration: records, their documentation, and how a file and the environment become them. */
@NullMarked
package io.ringway.gateway.config;

import org.jspecify.annotations.NullMarked;
