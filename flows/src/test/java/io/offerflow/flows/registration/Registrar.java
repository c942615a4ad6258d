package io.offerflow.flows.registration;

import io.offerflow.activities.chain.AccountSettings;
import io.offerflow.activities.chain.ChainSettings;
import io.offerflow.dev.fault.FaultProxy;
import io.offerflow.dev.stack.DevOptions;
import io.offerflow.dev.stack.DevPorts;
import io.offerflow.dev.stack.DevStack;
import io.offerflow.ethereum.PrivateKey;
import io.offerflow.flows.chain.Anvil;
import io.offerflow.flows.chain.LocalSigner;
import io.offerflow.signer.SignerApp;
import io.offerflow.workflows.identity.IdentitySettings;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stack that can register: two chains, each with the registry behind a proxy that can break it, and a signer with the one key that has money there. */
final class Registrar implements AutoCloseable {
    static final String CHAIN = "eip155:31337";
    static final String KEY = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318";
    static final String TOKEN = "token-of-the-registrar-0123456789";
    private static final BigInteger TEN_ETHER = BigInteger.TEN.pow(19);
    private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Path folder;
    final Net net;
    final Net other;
    /** Of {@link #net}, where there is no need for two. */
    final Anvil anvil;

    final FaultProxy proxy;
    final String account;
    final DevStack stack;

    private Registrar(DevOptions.Kind kind, Path folder, Map<String, String> more) throws Exception {
        this.folder = folder;
        try {
            net = Net.start(folder, 31_337);
            parts.push(net::stop);
            other = Net.start(folder, 31_338);
            parts.push(other::stop);
            anvil = net.anvil();
            proxy = net.proxy();
            try (PrivateKey key = PrivateKey.of(HexFormat.of().parseHex(KEY))) {
                account = key.address().hex();
            }
            anvil.fund(account, TEN_ETHER);
            other.anvil().fund(account, TEN_ETHER);
            SignerApp signer = LocalSigner.start(folder, KEY, TOKEN, policy());
            parts.push(signer);
            Map<String, String> settings = settings(signer);
            settings.putAll(more);
            stack = DevStack.start(
                    options(kind, settings), Clock.systemUTC(), (part, where) -> LOG.debug("{}: {}", part, where));
            parts.push(stack);
        } catch (Exception failed) {
            close();
            throw failed;
        }
    }

    /** @param more settings of the worker */
    static Registrar start(DevOptions.Kind kind, Path folder, Map<String, String> more) throws Exception {
        return new Registrar(kind, folder, more);
    }

    private DevOptions options(DevOptions.Kind kind, Map<String, String> settings) {
        return new DevOptions(
                folder.resolve("state"),
                DevPorts.free(),
                kind,
                kind,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                settings);
    }

    private String policy() {
        return "chains:\n" + policy(net) + policy(other);
    }

    private static String policy(Net net) {
        String policy =
                """
                  %s:
                    native: {perTransaction: "1000000000000000000", perDay: "10000000000000000000"}
                    transactions:
                      - to: "%s"
                        functions:
                          - register(string,(string,bytes)[])
                          - setAgentURI(uint256,string)
                          - setMetadata(uint256,string,bytes)
                """;
        return policy.formatted(net.chain().substring("eip155:".length()), net.anvil().registry);
    }

    private Map<String, String> settings(SignerApp signer) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        Map<String, String> settings = new HashMap<>();
        settings.put(
                ChainSettings.RPC,
                on(net, net.proxy().address()) + on(other, other.proxy().address()));
        settings.put(ChainSettings.FINALITY, on(net, 1) + on(other, 1));
        settings.put(
                AccountSettings.SIGNERS,
                account + "=http://127.0.0.1:" + signer.address().getPort() + "," + token);
        settings.put(IdentitySettings.REGISTRIES, on(net, net.anvil().registry) + on(other, other.anvil().registry));
        settings.put(IdentitySettings.DEBOUNCE, "3s");
        return settings;
    }

    private static String on(Net net, Object value) {
        return net.chain() + "=" + value + ";";
    }

    Registry registry() {
        return net.registry();
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("while stopping: {}", e.toString());
            }
        }
    }
}
