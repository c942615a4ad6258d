package io.offerflow.workflows.offer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.ServiceOfferStatus.AgentResolution;
import org.jspecify.annotations.Nullable;

/**
 * The agent that an offer sells, as found.
 *
 * @param resolution what is sold; null while it is not ready
 * @param message why not, or that it is ready
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AgentView(@Nullable AgentResolution resolution, String message) {}
