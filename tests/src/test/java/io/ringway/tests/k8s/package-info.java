/** The manifests under {@code k8s/}, the Dockerfile and the ports and keys they share with the configuration. */
@NullMarked
package io.ringway.tests.k8s;

import org.jspecify.annotations.NullMarked;
