package io.offerflow.flows.mint;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.offerflow.api.Ref;
import io.offerflow.dev.kube.KubeServer;
import io.offerflow.dev.kube.KubeServerOptions;
import io.offerflow.dev.process.FreePorts;
import io.offerflow.dev.stack.ClusterSetup;
import io.offerflow.dev.temporal.RealTemporal;
import io.offerflow.flows.chain.Anvil;
import io.offerflow.workflows.offer.ControllerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registrations that meet what a number draws. {@code -Dofferflow.mints} says how many, {@code -Dofferflow.mint.seed} repeats one,
 * {@code -Dofferflow.mint.chains} says how many run at the same time. Needs anvil and temporal on the path; without them, it says so.
 */
class MintOnceIT {
    private static final Logger LOG = LoggerFactory.getLogger(MintOnceIT.class);
    private static final int MINTS = Integer.getInteger("offerflow.mints", 50);
    private static final int CHAINS = Integer.getInteger("offerflow.mint.chains", 8);
    private static final Long SEED = Long.getLong("offerflow.mint.seed");

    @TempDir
    Path folder;

    private final List<Bench> benches = new ArrayList<>();
    private final BlockingQueue<Bench> free = new LinkedBlockingQueue<>();
    private final Map<Mishap.Kind, Integer> met = new EnumMap<>(Mishap.Kind.class);
    private final List<String> failures = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Mishap.Layer, Integer> ran = new EnumMap<>(Mishap.Layer.class);
    private RealTemporal temporal;
    private Outage outage;
    private KubeServer cluster;
    private KubernetesClient kube;

    @BeforeEach
    void start() throws Exception {
        if (Anvil.program().isEmpty() || RealTemporal.binary().isEmpty()) {
            LOG.info("left out: no anvil or no temporal on the path");
            Assumptions.abort("left out: no anvil or no temporal on the path");
        }
        List<Integer> ports = FreePorts.take(2);
        temporal = RealTemporal.start(
                RealTemporal.binary().orElseThrow(), folder.resolve("temporal"), ports.getFirst(), ports.getLast());
        cluster = KubeServer.start(KubeServerOptions.defaults());
        kube = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
                .build();
        ClusterSetup.prepare(kube, Ref.parse(ControllerSettings.DEFAULTS.gateway()));
        outage = new Outage(temporal);
        int chains = SEED == null ? Math.min(CHAINS, MINTS) : 1;
        for (int i = 0; i < chains; i++) {
            benches.add(Bench.start(temporal, kube, outage, folder.resolve("mint-" + i)));
        }
        free.addAll(benches);
    }

    @AfterEach
    void stop() throws Exception {
        threads.shutdownNow();
        for (Bench bench : benches) {
            bench.anvil().stop();
        }
        if (temporal != null) {
            temporal.close();
        }
        if (cluster != null) {
            kube.close();
            cluster.close();
        }
    }

    @Test
    void an_identity_in_any_trouble_is_minted_once() throws Exception {
        Instant begin = Instant.now();
        long first = SEED == null ? System.nanoTime() : SEED;
        List<MintRun> runs = LongStream.range(first, first + (SEED == null ? MINTS : 1))
                .mapToObj(seed -> new MintRun(seed, threads))
                .toList();
        List<Future<?>> ends = new ArrayList<>();
        for (MintRun run : runs) {
            ends.add(threads.submit(() -> carryOut(run)));
        }
        for (int i = 0; i < ends.size(); i++) {
            if (SEED == null && i == ends.size() / 2) {
                // However few runs there are and whatever they draw.
                outage.bring();
            }
            ends.get(i).get();
        }
        LOG.info(
                "{} runs from seed {} in {} s, {} failed; asked by {}; mishaps {}",
                runs.size(),
                first,
                Duration.between(begin, Instant.now()).toSeconds(),
                failures.size(),
                ran,
                met);
        assertThat(failures).isEmpty();
    }

    private void carryOut(MintRun run) {
        try {
            Bench bench = free.take();
            try {
                note(run, run.on(bench));
            } finally {
                bench.anvil().blocksEvery(1);
                free.add(bench);
            }
        } catch (Exception broken) {
            LOG.error("run with seed {}", run.seed, broken);
            note(run, List.of("could not be carried out: " + broken));
        }
    }

    private synchronized void note(MintRun run, List<String> wrong) {
        ran.merge(run.layer, 1, Integer::sum);
        run.mishaps.forEach(mishap -> met.merge(mishap.kind(), 1, Integer::sum));
        if (!wrong.isEmpty()) {
            String line = "seed " + run.seed + " " + run.layer + " " + run.mishaps + ": " + String.join("; ", wrong);
            LOG.error(line);
            failures.add(line);
        }
    }
}
