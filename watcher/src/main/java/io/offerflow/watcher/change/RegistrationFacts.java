package io.offerflow.watcher.change;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Metadata;
import io.offerflow.api.Ref;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.cluster.RegistrationReader;
import io.offerflow.workflows.offer.RegistrationWord;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One stored RegistrationRequest as the watcher sees it; {@code request} is null when its spec cannot be read.
 *
 * @param word what its status says to an offer
 */
public record RegistrationFacts(Metadata metadata, @Nullable RegistrationRequest request, RegistrationWord word) {

    /** Never throws for a bad object. */
    public static RegistrationFacts of(GenericKubernetesResource resource) {
        return switch (RegistrationReader.read(resource)) {
            case RegistrationReader.Readable readable ->
                new RegistrationFacts(readable.metadata(), readable.request(), RegistrationWord.of(readable.request()));
            case RegistrationReader.Unreadable unreadable ->
                new RegistrationFacts(unreadable.metadata(), null, RegistrationWord.NONE);
        };
    }

    public Ref ref() {
        return metadata.ref();
    }

    /** The offer that it asks for. One of another namespace is not believed: whoever writes requests could wake anybody's offers. */
    public Optional<Ref> offer() {
        return Optional.ofNullable(request).map(known -> known.spec().offer()).filter(offer -> offer.namespace()
                .equals(metadata.namespace()));
    }

    /** Repeats what the shared identity says. */
    public boolean mirrors() {
        return request != null && !request.spec().standsAlone();
    }

    /** The stored status is about this generation and nothing goes on any more. */
    public boolean settled() {
        return request != null
                && !metadata.deleting()
                && request.statusOrEmpty().observedGeneration() == metadata.generation()
                && (word.done() || word.cleanedUp());
    }
}
