package io.offerflow.activities.identity;

import io.offerflow.activities.object.ApiFailures;
import io.offerflow.activities.registry.Registries;
import io.offerflow.activities.registry.RegistryCalls;
import io.offerflow.api.ResourceKind;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.identity.AgentIdentity.Registration;
import io.offerflow.workflows.chain.AccountActivities;
import io.offerflow.workflows.chain.Adoption;
import io.offerflow.workflows.chain.Call;
import io.offerflow.workflows.chain.ChainAccounts;
import io.offerflow.workflows.chain.Intent;
import io.offerflow.workflows.identity.Move;
import io.offerflow.workflows.identity.RegistryActivities;
import io.offerflow.workflows.identity.Word;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** {@link RegistryActivities} over the accounts that send transactions. Signs and sends nothing itself. */
final class AccountRegistryActivities implements RegistryActivities {
    private static final int MAX_SUMMARY = 100;

    private final Registries registries;
    private final ChainAccounts accounts;
    private final Files files;
    private final Supplier<String> submitter;

    /**
     * What is known of identities in the cluster.
     *
     * @param claims one for each kind that has identities
     */
    record Files(Cabinet cabinet, List<Claims> claims) {
        Claims claims(ResourceKind kind) {
            return claims.stream().filter(one -> one.kind() == kind).findFirst().orElseThrow();
        }
    }

    /** @param submitter id of the workflow that an account wakes */
    AccountRegistryActivities(Registries registries, ChainAccounts accounts, Files files, Supplier<String> submitter) {
        this.registries = registries;
        this.accounts = accounts;
        this.files = files;
        this.submitter = submitter;
    }

    @Override
    public Word carryOut(Order order) {
        try {
            return switch (order.move()) {
                case Move.Read read -> read(read);
                case Move.Register register -> register(order, register);
                case Move.Write write -> write(order, write);
                case Move.Ask ask ->
                    accounts.ask(ask.chain().id(), ask.signer(), ask.intentId())
                            .<Word>map(Word.Stands::new)
                            .orElseGet(Word.Unknown::new);
            };
        } catch (ApplicationFailure failure) {
            return unable(failure);
        } catch (IllegalArgumentException malformed) {
            return new Word.Unable(Reason.RegistrationFailed, String.valueOf(malformed.getMessage()));
        }
    }

    /** What is no word about a chain, as a cluster that cannot be reached, is tried again. */
    private static Word unable(ApplicationFailure failure) {
        String type = String.valueOf(failure.getType());
        return switch (type) {
            case AccountActivities.CHAIN_UNAVAILABLE ->
                new Word.Unable(Reason.RpcUnavailable, failure.getOriginalMessage());
            case AccountActivities.WRONG_CHAIN -> new Word.Unable(Reason.WrongChain, failure.getOriginalMessage());
            default -> throw failure;
        };
    }

    private Word read(Move.Read read) {
        return registries
                .read(read.chain().id(), read.registry(), read.agentId(), read.metadataKeys())
                .<Word>map(found -> {
                    Map<String, String> metadata = new TreeMap<>();
                    found.metadata().forEach((key, value) -> metadata.put(key, Papers.hex(value)));
                    return new Word.Held(found.owner(), DocumentLook.uri(found.uri()), metadata);
                })
                .orElseGet(Word.Absent::new);
    }

    /** All in one transaction. What may stand there already is looked for under every URI that we would have given it. */
    private Word register(Order order, Move.Register register) {
        Papers papers = papers(order).orElse(null);
        String uri = papers == null ? null : papers.live().orElse(null);
        if (papers == null || uri == null) {
            return new Word.Outdated();
        }
        Optional<String> other = claim(order, register);
        if (other.isPresent()) {
            return new Word.Claimed(other.get());
        }
        Adoption known = register.adoption();
        List<String> uris = Stream.concat(
                        Stream.of(uri, papers.tombstone())
                                .filter(text -> !text.startsWith("data:") || uri.equals(text)),
                        known.uris().stream())
                .distinct()
                .toList();
        Call call = Call.of(register.registry(), RegistryCalls.register(uri, papers.metadata()));
        return submit(
                order,
                register.signer(),
                new Intent(
                        register.intentId(),
                        summary("register " + order.ref()),
                        call,
                        new Adoption(known.ids(), uris, known.formerOwners()),
                        submitter.get()));
    }

    /** Written down before it is handed over: nothing else knows the signer when object, workflow and account are lost together. */
    private Optional<String> claim(Order order, Move.Register register) {
        Registration mint = Registration.handedTo(register.signer(), register.chain(), register.registry(), "");
        return ApiFailures.reaching(() -> claims(order).claim(order.ref(), mint, register.replaces()));
    }

    private Claims claims(Order order) {
        return files.claims(order.kind());
    }

    /** Under its last URI no search finds an id that says goodbye; an object made again under the name must know it. */
    private void note(Order order, Move.Write write) {
        Registration entry = Registration.handedTo(
                write.signer(), write.chain(), write.registry(), write.agentId().toString());
        ApiFailures.reaching(() -> {
            claims(order).note(order.ref(), entry);
            return true;
        });
    }

    private Word write(Order order, Move.Write write) {
        if (write.tombstone()) {
            note(order, write);
        }
        return value(order, write)
                .map(call -> submit(
                        order,
                        write.signer(),
                        new Intent(
                                write.intentId(),
                                summary(write.summary()),
                                Call.of(write.registry(), call),
                                null,
                                submitter.get())))
                .orElseGet(Word.Outdated::new);
    }

    /** Empty where what is rendered now is not what the plan meant. */
    private Optional<String> value(Order order, Move.Write write) {
        if (!write.value().uri()) {
            return papers(order)
                    .flatMap(papers -> Optional.ofNullable(
                            papers.metadata().get(write.value().key())))
                    .filter(value -> Papers.hex(value).equals(write.digest()))
                    .map(value -> RegistryCalls.setMetadata(
                            write.agentId(), write.value().key(), value));
        }
        Optional<String> wanted = write.tombstone()
                ? ApiFailures.reaching(() -> files.cabinet().tombstone(order.kind(), order.ref(), order.ids()))
                : papers(order).flatMap(Papers::live);
        return wanted.filter(uri -> DocumentLook.uri(uri).digest().equals(write.digest()))
                .map(uri -> RegistryCalls.setAgentUri(write.agentId(), uri));
    }

    private Word submit(Order order, String signer, Intent intent) {
        return new Word.Stands(accounts.submit(order.move().chain().id(), signer, intent));
    }

    private Optional<Papers> papers(Order order) {
        return ApiFailures.reaching(() -> files.cabinet().anew(order.kind(), order.ref(), order.ids()));
    }

    private static String summary(String text) {
        return text.length() <= MAX_SUMMARY ? text : text.substring(0, MAX_SUMMARY - 1) + "…";
    }
}
