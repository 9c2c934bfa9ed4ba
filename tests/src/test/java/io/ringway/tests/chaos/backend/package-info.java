/** The backend of an app, as nodes see it. */
@NullMarked
package io.ringway.tests.chaos.backend;

import org.jspecify.annotations.NullMarked;
