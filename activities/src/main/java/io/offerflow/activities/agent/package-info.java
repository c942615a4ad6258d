/**
 * What the steps of agents do to the cluster, and what is looked at to plan them. The API key of an agent is drawn here and goes nowhere but
 * into its Secret.
 */
@NullMarked
package io.offerflow.activities.agent;

import org.jspecify.annotations.NullMarked;
