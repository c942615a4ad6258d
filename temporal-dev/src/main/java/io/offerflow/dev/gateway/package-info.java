/**
 * A stand-in for a Gateway controller on a machine without one: it accepts HTTPRoutes and serves them on a loopback port with
 * ForwardAuth middlewares, as Traefik does. For local runs and tests only.
 */
@NullMarked
package io.offerflow.dev.gateway;

import org.jspecify.annotations.NullMarked;
