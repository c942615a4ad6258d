package io.offerflow.workflows.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.offerflow.workflows.ObolSearchAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc.OperatorServiceBlockingStub;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds our search attributes to a namespace. The same attributes may be added again and again. */
final class SearchAttributeRegistration {
    private static final Logger LOG = LoggerFactory.getLogger(SearchAttributeRegistration.class);
    private static final long ANSWER_SECONDS = 15;

    private final OperatorServiceStubs operator;
    private final String namespace;

    SearchAttributeRegistration(WorkflowServiceStubs stubs, String namespace) {
        this.operator = OperatorServiceStubs.newServiceStubs(OperatorServiceStubsOptions.newBuilder()
                .setChannel(stubs.getRawChannel())
                .validateAndBuildWithDefaults());
        this.namespace = namespace;
    }

    /** Whether the namespace has all of them now. Failure is logged once and is no error. */
    boolean register() {
        try {
            Map<String, IndexedValueType> wanted = new LinkedHashMap<>(ObolSearchAttributes.types());
            Map<String, IndexedValueType> known = known();
            wanted.entrySet().removeIf(attribute -> attribute.getValue().equals(known.get(attribute.getKey())));
            if (!wanted.isEmpty()) {
                add(wanted);
            }
            return true;
        } catch (StatusRuntimeException e) {
            LOG.warn(
                    "Temporal's namespace {} does not take our search attributes ({}): offers cannot be searched by them",
                    namespace,
                    e.getStatus().getCode());
            return false;
        }
    }

    /** Nothing where the server does not list them; adding then tells. */
    private Map<String, IndexedValueType> known() {
        try {
            return stub().listSearchAttributes(ListSearchAttributesRequest.newBuilder()
                            .setNamespace(namespace)
                            .build())
                    .getCustomAttributesMap();
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
                return Map.of();
            }
            throw e;
        }
    }

    private void add(Map<String, IndexedValueType> attributes) {
        try {
            stub().addSearchAttributes(AddSearchAttributesRequest.newBuilder()
                    .setNamespace(namespace)
                    .putAllSearchAttributes(attributes)
                    .build());
        } catch (StatusRuntimeException e) {
            // Another worker was faster.
            if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
                throw e;
            }
        }
    }

    private OperatorServiceBlockingStub stub() {
        return operator.blockingStub().withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS);
    }
}
