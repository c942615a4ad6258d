package io.offerflow.workflows.identity;

import io.offerflow.api.condition.Reason;
import io.offerflow.workflows.chain.EventLog;
import io.offerflow.workflows.chain.Finding;
import io.offerflow.workflows.chain.IntentReport;
import io.offerflow.workflows.chain.IntentReport.Inclusion;
import io.offerflow.workflows.chain.IntentReport.State;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Registries and accounts of all chains: tokens, intents by account, and everything that may go wrong. */
final class ModelRegistry implements RegistryActivities {
    /** One id. */
    static final class Token {
        String owner;
        DocumentView.Uri uri;
        final Map<String, String> metadata = new TreeMap<>();

        Token(String owner, DocumentView.Uri uri) {
            this.owner = owner;
            this.uri = uri;
        }
    }

    private static final class Known {
        final Move move;
        final String signer;
        final DocumentView document;
        State state = State.WAITING;
        String code = "SUBMITTED";
        String sentence = "sent";

        @Nullable
        BigInteger agentId;

        @Nullable
        Finding finding;

        Known(Move move, String signer, DocumentView document) {
            this.move = move;
            this.document = document;
            this.signer = signer;
        }
    }

    private final Supplier<DocumentView> document;
    private final Map<BigInteger, Map<BigInteger, Token>> tokens = new HashMap<>();
    private final Map<String, Known> intents = new LinkedHashMap<>();
    final List<Move> carriedOut = new CopyOnWriteArrayList<>();
    BigInteger nextId = BigInteger.ZERO;
    int mints;
    /** By chain id. */
    final Map<BigInteger, Word.Unable> down = new HashMap<>();

    /** By chain id: calls wait until it is open. */
    final Map<BigInteger, CountDownLatch> hanging = new ConcurrentHashMap<>();

    /** Whom the kept record names; null without one. */
    @Nullable
    String holder;

    boolean poor;
    /** The word of an account that finds something before it mints. */
    @Nullable
    Finding found;
    /** Called when an intent stands anew. */
    Runnable news = () -> {};

    ModelRegistry(Supplier<DocumentView> document) {
        this.document = document;
    }

    @Override
    public Word carryOut(Order order) {
        CountDownLatch latch = hanging.get(order.move().chain().id());
        if (latch != null) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return answer(order.move());
    }

    private synchronized Word answer(Move move) {
        carriedOut.add(move);
        Word.Unable trouble = down.get(move.chain().id());
        if (trouble != null) {
            return trouble;
        }
        return switch (move) {
            case Move.Read read ->
                Optional.ofNullable(on(read).get(read.agentId()))
                        .<Word>map(token -> new Word.Held(token.owner, token.uri, token.metadata))
                        .orElseGet(Word.Absent::new);
            case Move.Register register -> register(register);
            case Move.Write write ->
                outdated(write) ? new Word.Outdated() : submit(write.signer(), write.intentId(), move);
            case Move.Ask ask -> {
                Known known = intents.get(key(ask.chain().id(), ask.signer(), ask.intentId()));
                yield known == null ? new Word.Unknown() : new Word.Stands(report(ask.intentId(), known));
            }
        };
    }

    private Word register(Move.Register register) {
        if (document.get().live() == null) {
            return new Word.Outdated();
        }
        if (holder != null && !holder.equals(register.signer()) && !holder.equals(register.replaces())) {
            return new Word.Claimed(holder);
        }
        holder = holder == null ? null : register.signer();
        return submit(register.signer(), register.intentId(), register);
    }

    private boolean outdated(Move.Write write) {
        DocumentView now = document.get();
        String digest = write.tombstone()
                ? now.tombstone().digest()
                : write.value().uri()
                        ? now.live() == null ? "" : now.live().digest()
                        : now.metadata().get(write.value().key());
        return !write.digest().equals(digest);
    }

    private Word submit(String signer, String id, Move move) {
        Known known = intents.computeIfAbsent(key(move.chain().id(), signer, id), unknown -> {
            Known fresh = new Known(move, signer, document.get());
            if (move instanceof Move.Register && found != null) {
                fresh.state = State.ADOPTED;
                fresh.finding = found;
            }
            return fresh;
        });
        if (poor && known.state == State.WAITING && !known.code.equals("CONFIRMING")) {
            known.code = "INSUFFICIENT_FUNDS";
            known.sentence = "needs 300 wei, has 7";
        }
        return new Word.Stands(report(id, known));
    }

    Map<BigInteger, Token> on(Move move) {
        return on(move.chain().id());
    }

    Map<BigInteger, Token> on(BigInteger chain) {
        return tokens.computeIfAbsent(chain, none -> new TreeMap<>());
    }

    private static String key(BigInteger chain, String signer, String id) {
        return chain + "/" + signer.toLowerCase(Locale.ROOT) + "/" + id;
    }

    /** Everything that waits and can be paid is put into a block. */
    synchronized void mine() {
        intents.values().stream()
                .filter(known -> known.state == State.WAITING && !known.code.equals("CONFIRMING"))
                .filter(known -> !poor)
                .forEach(this::include);
        news.run();
    }

    private void include(Known known) {
        known.code = "CONFIRMING";
        known.sentence = "depth 1";
        DocumentView now = known.document;
        if (known.move instanceof Move.Register register) {
            known.agentId = nextId;
            nextId = nextId.add(BigInteger.ONE);
            mints++;
            Token token = new Token(register.signer(), Objects.requireNonNull(now.live()));
            token.metadata.putAll(now.metadata());
            on(register).put(known.agentId, token);
        } else if (known.move instanceof Move.Write write) {
            Token token = on(write).get(write.agentId());
            if (token == null || !token.owner.equals(write.signer())) {
                known.state = State.FAILED;
                known.code = "REVERTED";
                known.sentence = "Not authorized";
            } else if (write.value().uri()) {
                token.uri = new DocumentView.Uri(write.digest(), write.digest());
            } else {
                token.metadata.put(write.value().key(), write.digest());
            }
        }
    }

    synchronized void confirm() {
        intents.values().stream()
                .filter(known -> known.state == State.WAITING && known.code.equals("CONFIRMING"))
                .forEach(known -> known.state = State.CONFIRMED);
        news.run();
    }

    synchronized void finish() {
        intents.values().stream()
                .filter(known -> known.state == State.CONFIRMED)
                .forEach(known -> known.state = State.DONE);
        news.run();
    }

    /** Blocks that are not final are gone; the bytes are sent again. */
    synchronized void reorg() {
        intents.values().stream()
                .filter(known -> known.state == State.CONFIRMED
                        || known.state == State.WAITING && known.code.equals("CONFIRMING"))
                .forEach(known -> {
                    known.state = State.WAITING;
                    known.code = "REORGED";
                    known.sentence = "the block is gone";
                    if (known.agentId != null) {
                        on(known.move).remove(known.agentId);
                        known.agentId = null;
                        mints--;
                    }
                });
        news.run();
    }

    /** An operator ends what is not in a block. */
    synchronized void cancel() {
        intents.values().stream()
                .filter(known -> known.state == State.WAITING && !known.code.equals("CONFIRMING"))
                .forEach(known -> known.state = State.CANCELLED);
        news.run();
    }

    synchronized void forget() {
        intents.clear();
    }

    synchronized void advance() {
        mine();
        confirm();
        finish();
    }

    synchronized long writeIntents() {
        return intents.values().stream()
                .filter(known -> known.move instanceof Move.Write)
                .count();
    }

    synchronized long registerIntents() {
        return intents.values().stream()
                .filter(known -> known.move instanceof Move.Register)
                .count();
    }

    private static IntentReport report(String id, Known known) {
        boolean included = known.state == State.CONFIRMED || known.state == State.DONE;
        Inclusion inclusion = null;
        if (included) {
            List<EventLog> logs = known.agentId == null || !(known.move instanceof Move.Register register)
                    ? List.of()
                    : List.of(new EventLog(
                            register.registry(),
                            List.of(EventLog.REGISTERED, "0x" + String.format("%064x", known.agentId))));
            inclusion = new Inclusion(BigInteger.TEN, "0xb10c", BigInteger.valueOf(12), logs);
        }
        return new IntentReport(
                id,
                known.state,
                known.state == State.WAITING || known.state == State.FAILED ? known.code : null,
                known.sentence,
                null,
                "0x7a" + id.hashCode(),
                null,
                inclusion,
                known.finding,
                List.of());
    }

    static Word.Unable unreachable() {
        return new Word.Unable(Reason.RpcUnavailable, "3 endpoints were asked");
    }
}
