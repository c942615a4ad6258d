package io.offerflow.api.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** One verifier replica as asked about one offer; {@code report} is null when it could not be reached. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GateReplica(String replica, @Nullable GateReport report) {}
