package io.offerflow.flows.kill;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.grpc.StatusRuntimeException;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.dev.pay.PaymentRequired;
import io.offerflow.dev.stack.OfferObjects;
import io.offerflow.dev.stack.SampleOffer;
import io.offerflow.dev.temporal.TemporalBackend;
import io.offerflow.flows.real.RealStack;
import io.offerflow.workflows.entity.ChildKind;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The offers of one namespace as a person wants them, and what of that is not so. Prices are in micro-USDC. */
final class Inventory {
    static final String NAMESPACE = "shop";

    private final RealStack real;
    private final KubernetesClient kube;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Ref, Long> onSale = new TreeMap<>();
    private final Map<Ref, String> uids = new TreeMap<>();
    private final Set<Ref> gone = new TreeSet<>();

    Inventory(RealStack real) {
        this.real = real;
        this.kube = real.stack().client();
    }

    void open(Ref offer, long price) {
        for (HasMetadata object : SampleOffer.objects(offer, real.stack().upstreamPort(), perRequest(price))) {
            kube.resource(object).fieldManager("person").forceConflicts().serverSideApply();
        }
        onSale.put(offer, price);
        uids.put(offer, stored(offer).getMetadata().getUid());
    }

    void edit(Ref offer, long price) {
        kube.genericKubernetesResources(SampleOffer.KIND)
                .inNamespace(offer.namespace())
                .withName(offer.name())
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"payment\":{\"price\":{\"perRequest\":\"" + perRequest(price) + "\"}}}}");
        onSale.put(offer, price);
    }

    void close(Ref offer) {
        kube.genericKubernetesResources(SampleOffer.KIND)
                .inNamespace(offer.namespace())
                .withName(offer.name())
                .delete();
        onSale.remove(offer);
        uids.remove(offer);
        gone.add(offer);
    }

    Set<Ref> onSale() {
        return Set.copyOf(onSale.keySet());
    }

    boolean hasChild(Ref offer) {
        return names(ChildKind.HTTP_ROUTE).contains(OfferObjects.name(ChildKind.HTTP_ROUTE, offer));
    }

    /** Everything that is not as wanted; empty when all has converged and nothing is orphaned. */
    List<String> complaints() throws IOException, InterruptedException {
        List<String> complaints = new ArrayList<>();
        offers(complaints);
        children(ChildKind.MIDDLEWARE, complaints);
        children(ChildKind.HTTP_ROUTE, complaints);
        for (Map.Entry<Ref, Long> offer : onSale.entrySet()) {
            priced(offer.getKey(), offer.getValue(), complaints);
            workflow(offer.getKey(), WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING, complaints);
        }
        for (Ref offer : gone) {
            refused(offer, complaints);
            workflow(offer, WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED, complaints);
        }
        return complaints;
    }

    private void offers(List<String> complaints) {
        Set<Ref> stored = new TreeSet<>();
        for (GenericKubernetesResource object : kube.genericKubernetesResources(SampleOffer.KIND)
                .inNamespace(NAMESPACE)
                .list()
                .getItems()) {
            ServiceOffer offer = OfferObjects.read(object);
            stored.add(offer.metadata().ref());
            if (!OfferObjects.ready(offer)) {
                complaints.add(offer.metadata().ref() + " is not Ready at generation "
                        + offer.metadata().generation() + ": " + offer.status());
            }
        }
        if (!stored.equals(onSale.keySet())) {
            complaints.add("stored are " + stored + ", wanted are " + onSale.keySet());
        }
    }

    /** Each wanted offer has exactly one, owned by it, and there is no other in the namespace. */
    private void children(ChildKind kind, List<String> complaints) {
        List<String> wanted = onSale.keySet().stream()
                .map(offer -> OfferObjects.name(kind, offer) + " of " + uids.get(offer))
                .sorted()
                .toList();
        List<String> found = list(kind).stream()
                .map(child -> child.getMetadata().getName() + " of "
                        + child.getMetadata().getOwnerReferences().stream()
                                .map(OwnerReference::getUid)
                                .collect(Collectors.joining(",")))
                .sorted()
                .toList();
        if (!found.equals(wanted)) {
            complaints.add(kind + "s are " + found + ", wanted are " + wanted);
        }
    }

    private void priced(Ref offer, long price, List<String> complaints) throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(offer);
        String asked = answer.statusCode() == 402 ? PaymentRequired.of(answer).amount() : "nothing";
        if (!asked.equals(Long.toString(price))) {
            complaints.add("the gate answers " + answer.statusCode() + " and asks for " + asked + " for " + offer
                    + ", which costs " + price);
        }
    }

    private void refused(Ref offer, List<String> complaints) throws IOException, InterruptedException {
        int code = ask(offer).statusCode();
        if (code != 403) {
            complaints.add("the gate answers " + code + " for " + offer + ", which is gone");
        }
    }

    private void workflow(Ref offer, WorkflowExecutionStatus wanted, List<String> complaints) {
        String status = status(offer.offerWorkflowId());
        if (!status.equals(wanted.name())) {
            complaints.add("the workflow of " + offer + " is " + status);
        }
    }

    private String status(String workflowId) {
        try {
            return real.stack()
                    .temporal()
                    .stubs()
                    .blockingStub()
                    .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                            .setNamespace(TemporalBackend.NAMESPACE)
                            .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                            .build())
                    .getWorkflowExecutionInfo()
                    .getStatus()
                    .name();
        } catch (StatusRuntimeException e) {
            return e.getStatus().toString();
        }
    }

    private HttpResponse<String> ask(Ref offer) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(real.verify(offer)).build(), BodyHandlers.ofString());
    }

    private GenericKubernetesResource stored(Ref offer) {
        return kube.genericKubernetesResources(SampleOffer.KIND)
                .inNamespace(offer.namespace())
                .withName(offer.name())
                .require();
    }

    private Set<String> names(ChildKind kind) {
        return list(kind).stream().map(child -> child.getMetadata().getName()).collect(Collectors.toSet());
    }

    private List<GenericKubernetesResource> list(ChildKind kind) {
        return kube.genericKubernetesResources(OfferObjects.kind(kind))
                .inNamespace(NAMESPACE)
                .list()
                .getItems();
    }

    private static String perRequest(long price) {
        return BigDecimal.valueOf(price, 6).toPlainString();
    }
}
