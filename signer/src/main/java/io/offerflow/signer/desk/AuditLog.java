package io.offerflow.signer.desk;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.signer.eip712.Domain;
import io.offerflow.signer.journal.DayJournal;
import io.offerflow.signer.policy.Decision.Charge;
import io.offerflow.signer.request.SigningRequest;
import io.offerflow.signer.request.SigningRequest.Transaction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JSON object a line for each request that had the token, in a file a day, or, without a directory, in the process's log. Of
 * the request it has what the policy looks at and the digest; never a signature, a token, a password or a key.
 */
public final class AuditLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("offerflow.audit");
    private static final ObjectMapper JSON = new JsonMapper();
    private static final int SELECTOR = 4;

    private final Optional<DayJournal> journal;
    private final InstantSource clock;

    /** @param directory must exist */
    public AuditLog(Optional<Path> directory, InstantSource clock) {
        this.journal = directory.map(path -> new DayJournal(path, "audit"));
        this.clock = clock;
    }

    /** @throws IOException when it could not be written to now */
    public void check() throws IOException {
        if (journal.isPresent()) {
            journal.get().check(day(clock.instant()));
        }
    }

    /**
     * What there is to say of a request.
     *
     * @param key an address, or what stood in its place
     * @param request empty when it could not be read
     */
    record Entry(String operation, String key, Optional<SigningRequest> request, List<Charge> charges) {}

    /** @throws IOException when the line is not on the disk */
    void write(Entry entry, String decision, String reason) throws IOException {
        Instant now = clock.instant();
        ObjectNode line = JSON.createObjectNode();
        line.put("time", now.toString());
        line.put("key", entry.key());
        line.put("operation", entry.operation());
        entry.request().ifPresent(request -> describe(request, line));
        ArrayNode amounts = line.putArray("amounts");
        entry.charges().forEach(charge -> amounts.addObject()
                .put("asset", charge.spend().asset())
                .put("amount", charge.spend().amount().toString()));
        line.put("decision", decision);
        line.put("reason", reason);
        write(now, line.toString());
    }

    @Override
    public void close() throws IOException {
        if (journal.isPresent()) {
            journal.get().close();
        }
    }

    private void write(Instant now, String line) throws IOException {
        if (journal.isPresent()) {
            journal.get().append(day(now), line);
        } else {
            LOG.info("{}", line);
        }
    }

    private static void describe(SigningRequest request, ObjectNode line) {
        switch (request) {
            case Transaction transaction -> {
                byte[] data = transaction.data();
                line.put("chain", transaction.chainId());
                line.put("to", transaction.to().hex());
                line.put("nonce", transaction.nonce().toString());
                line.put("value", transaction.value().toString());
                line.put("function", "0x" + HexFormat.of().formatHex(data, 0, Math.min(SELECTOR, data.length)));
            }
            case SigningRequest.Typed typed -> {
                Domain domain = typed.data().domain();
                line.put("chain", domain.chainId().map(Object::toString).orElse(""));
                line.put("domain", domain.name().map(AuditLog::shortened).orElse(""));
                line.put("to", domain.verifyingContract().map(Object::toString).orElse(""));
                line.put("primaryType", shortened(typed.data().primaryType()));
            }
            case SigningRequest.Message message -> line.put("bytes", message.bytes().length);
            case SigningRequest.RawHash hash -> line.put("bytes", hash.digest().length);
        }
        line.put("digest", "0x" + HexFormat.of().formatHex(request.digest()));
    }

    private static String shortened(String text) {
        int most = 128;
        return text.length() <= most ? text : text.substring(0, most) + "...";
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
