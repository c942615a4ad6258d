package io.offerflow.activities.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.offerflow.activities.object.ChildObjects;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.api.identity.RegistryChain;
import io.offerflow.api.name.Labels;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.identity.Recalled;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What outlives an object, its workflow and the accounts: whom a mint was handed to, and the id that said goodbye. A ConfigMap without an owner, which an
 * object made again under the name finds.
 */
final class Claims {
    private static final String ENTRY = "registrations.json";
    private static final TypeReference<List<Registration>> ENTRIES = new TypeReference<>() {};

    private final ChildObjects children;
    private final ResourceKind kind;

    Claims(ChildObjects children, ResourceKind kind) {
        this.children = children;
        this.kind = kind;
    }

    ResourceKind kind() {
        return kind;
    }

    /** One that cannot be read says nothing. */
    List<Registration> read(Ref ref) {
        return entries(stored(ref));
    }

    /** Of one registry; null where nothing is kept that helps. */
    @Nullable
    Recalled recalled(Ref ref, RegistryChain chain, @Nullable String registry) {
        return read(ref).stream()
                .filter(entry ->
                        RegistryChain.find(entry.chain()).filter(chain::same).isPresent())
                .filter(entry -> entry.registry() == null || entry.registry().equalsIgnoreCase(registry))
                .flatMap(entry -> Stream.ofNullable(Recalled.of(entry)))
                .findFirst()
                .orElse(null);
    }

    private @Nullable GenericKubernetesResource stored(Ref ref) {
        return children.get(ChildKind.CONFIG_MAP, ref.namespace(), name(ref));
    }

    private static List<Registration> entries(@Nullable GenericKubernetesResource map) {
        if (map == null || !(map.<Object>get("data") instanceof Map<?, ?> data)) {
            return List.of();
        }
        try {
            return Json.mapper().readValue(String.valueOf(data.get(ENTRY)), ENTRIES);
        } catch (JsonProcessingException unreadable) {
            return List.of();
        }
    }

    /**
     * Before a mint is handed over: of two who do so at the same time for different signers, one is refused.
     *
     * @param replaces signer whose mint ended without effect; null for none
     * @return the signer that has the mint already; empty when it is the entry's now
     * @throws KubernetesClientException also when somebody else wrote meanwhile; another try tells
     */
    Optional<String> claim(Ref ref, Registration mint, @Nullable String replaces) {
        GenericKubernetesResource map = stored(ref);
        Optional<String> holder = entries(map).stream()
                .filter(mint::samePlace)
                .flatMap(entry -> Stream.ofNullable(entry.signer()))
                .findFirst();
        if (holder.filter(signer -> signer.equalsIgnoreCase(mint.signer())).isPresent()) {
            return Optional.empty();
        }
        if (holder.filter(signer -> !signer.equalsIgnoreCase(replaces)).isPresent()) {
            return holder;
        }
        write(ref, map, mint);
        return Optional.empty();
    }

    /** Which id the mint gave, in place of what is kept of the same registry. */
    void note(Ref ref, Registration entry) {
        write(ref, stored(ref), entry);
    }

    private void write(Ref ref, @Nullable GenericKubernetesResource before, Registration entry) {
        Stream<Registration> others = entries(before).stream().filter(known -> !known.samePlace(entry));
        Map<String, Object> metadata = new TreeMap<>(Map.of(
                "name", name(ref),
                "namespace", ref.namespace(),
                "labels", Map.of(Labels.MANAGED_BY, Labels.MANAGED_BY_VALUE)));
        if (before != null) {
            metadata.put("resourceVersion", before.getMetadata().getResourceVersion());
        }
        Map<String, Object> manifest = new TreeMap<>(Map.of(
                "apiVersion",
                "v1",
                "kind",
                "ConfigMap",
                "metadata",
                metadata,
                "data",
                Map.of(ENTRY, text(Stream.concat(others, Stream.of(entry)).toList()))));
        if (before == null) {
            children.create(ChildKind.CONFIG_MAP, ref.namespace(), manifest);
        } else {
            children.apply(ChildKind.CONFIG_MAP, ref.namespace(), manifest);
        }
    }

    private static String text(List<Registration> entries) {
        try {
            return Json.mapper().writeValueAsString(entries);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("records of text and numbers serialise", impossible);
        }
    }

    private String name(Ref ref) {
        return kind.singular() + "-" + ref.name() + "-registrations";
    }
}
