package io.offerflow.signer.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.ethereum.Address;
import io.offerflow.signer.journal.DayJournal;
import io.offerflow.signer.json.Fields;
import io.offerflow.signer.json.InvalidRequestException;
import io.offerflow.signer.json.Values;
import io.offerflow.signer.policy.Decision.Charge;
import io.offerflow.signer.policy.Decision.Reason;
import io.offerflow.signer.policy.Decision.Refused;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What keys have spent in the present UTC day, by chain and asset. A charge is on the disk before it is granted, so it counts after a crash,
 * whether or not the signature was made. The same digest counts once a day: a signature that exists already lets nothing more go.
 */
public final class DailyTotals implements AutoCloseable {
    private static final ObjectMapper JSON = new JsonMapper();

    private final DayJournal journal;
    private final FileChannel lock;
    private final InstantSource clock;
    private LocalDate day;
    private final Map<Account, BigInteger> totals = new HashMap<>();
    private final Set<String> digests = new HashSet<>();

    private record Account(String key, long chainId, String asset) {}

    private DailyTotals(Path directory, FileChannel lock, InstantSource clock) throws IOException {
        this.journal = new DayJournal(directory, "spent");
        this.lock = lock;
        this.clock = clock;
        this.day = today();
        load();
    }

    /**
     * @param directory must exist; it belongs to one process
     * @throws IOException when it cannot be used, or another process uses it, or what stands there cannot be read
     */
    public static DailyTotals open(Path directory, InstantSource clock) throws IOException {
        FileChannel lock =
                FileChannel.open(directory.resolve("spent.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (locked(lock) == null) {
                throw new IOException("another process counts in " + directory);
            }
            return new DailyTotals(directory, lock, clock);
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    /**
     * Grants all charges or none.
     *
     * @param digest what is to be signed
     * @return why not; empty when it is granted
     * @throws IOException when it cannot be made durable, and is not granted
     */
    public synchronized Optional<Refused> charge(Address key, byte[] digest, List<Charge> charges) throws IOException {
        LocalDate now = today();
        if (now.isAfter(day)) {
            // Never backwards: a clock that was set back must not give a day's limits twice.
            day = now;
            load();
        }
        String hash = HexFormat.of().formatHex(digest);
        if (charges.isEmpty() || digests.contains(key.hex() + hash)) {
            return Optional.empty();
        }
        for (Charge charge : charges) {
            BigInteger after = total(key, charge.spend()).add(charge.spend().amount());
            if (after.compareTo(charge.perDay()) > 0) {
                return Optional.of(new Refused(
                        Reason.ABOVE_DAILY_LIMIT,
                        charge.spend().amount() + " of " + charge.spend().asset()
                                + " is above what is left of today's limit of " + charge.perDay()));
            }
        }
        journal.append(day, line(key, hash, charges));
        for (Charge charge : charges) {
            Spend spend = charge.spend();
            totals.merge(account(key, spend), spend.amount(), BigInteger::add);
        }
        digests.add(key.hex() + hash);
        return Optional.empty();
    }

    @Override
    public synchronized void close() throws IOException {
        journal.close();
        lock.close();
    }

    private BigInteger total(Address key, Spend spend) {
        return totals.getOrDefault(account(key, spend), BigInteger.ZERO);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private void load() throws IOException {
        totals.clear();
        digests.clear();
        int number = 0;
        for (String line : journal.lines(day)) {
            number++;
            try {
                add(Fields.parse(line.getBytes(StandardCharsets.UTF_8)));
            } catch (InvalidRequestException spoilt) {
                throw new IOException(
                        "line " + number + " of the totals of " + day + " cannot be read: " + spoilt.getMessage());
            }
        }
    }

    private void add(Fields line) throws InvalidRequestException {
        String key = Values.address(line.required("key"), "key").hex();
        String digest = Values.text(line.required("digest"), "digest");
        for (JsonNode node : line.required("spends")) {
            Fields spend = Fields.of(node, "spends");
            Account account = new Account(
                    key,
                    Values.unsigned(spend.required("chain"), "chain", Long.SIZE - 1)
                            .longValueExact(),
                    Values.text(spend.required("asset"), "asset"));
            BigInteger amount = Values.unsigned(spend.required("amount"), "amount", Values.WORD_BITS);
            totals.merge(account, amount, BigInteger::add);
        }
        digests.add(key + digest);
    }

    private static String line(Address key, String digest, List<Charge> charges) {
        ObjectNode line = JSON.createObjectNode();
        line.put("key", key.hex());
        line.put("digest", digest);
        ArrayNode spends = line.putArray("spends");
        for (Charge charge : charges) {
            Spend spend = charge.spend();
            spends.addObject()
                    .put("chain", spend.chainId())
                    .put("asset", spend.asset())
                    .put("amount", spend.amount().toString());
        }
        return line.toString();
    }

    private static Account account(Address key, Spend spend) {
        return new Account(key.hex(), spend.chainId(), spend.asset());
    }

    private static @Nullable FileLock locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }
}
