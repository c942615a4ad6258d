package io.offerflow.verifier.facilitator;

import java.time.Duration;

/**
 * One final answer.
 *
 * @param retryAfter zero when it says none
 * @param mayIdle how long the connection may be kept for another request; zero when not at all
 */
record HttpAnswer(int status, byte[] body, Duration retryAfter, Duration mayIdle) {}
