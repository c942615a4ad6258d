package io.offerflow.flows.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.offerflow.api.Json;
import io.offerflow.api.condition.Reason;
import io.offerflow.dev.hermes.PodFolder;
import io.offerflow.dev.pay.Authorization;
import io.offerflow.dev.pay.TokenDomain;
import io.offerflow.dev.process.FreePorts;
import io.offerflow.dev.process.ServerProcess;
import io.offerflow.signer.SignerMain;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/** The signer's pod as it is rendered: its environment and volumes start offerflow-signer, and what Hermes is told opens it. */
class SignerPodIT extends OnEachStack {
    private static final BigInteger ONE_USDC = BigInteger.valueOf(1_000_000);
    private static final TokenDomain USDC =
            new TokenDomain("USDC", "2", BigInteger.valueOf(84_532), "0x036CbD53842c5426634e7929541eC2318f3dCF7e");

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path disk;

    @Test
    void the_agent_pays_with_its_wallet_as_far_as_the_policy_of_its_namespace_goes() throws Exception {
        Shop shop = shop("signing");
        AgentWalletIT.apply(shop, "Retain");
        String address = String.valueOf(
                AgentWalletIT.await(shop, Reason.WalletReady).statusOrEmpty().walletAddress());
        shop.create(new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(shop.namespace())
                .withName("remote-signer-policy")
                .endMetadata()
                .addToData("policy.yaml", Files.readString(Path.of("../deploy/signer/policy.yaml")))
                .build());
        String token = String.valueOf(environment(shop, "hermes").get("REMOTE_SIGNER_TOKEN"));

        int port = FreePorts.take(1).getFirst();
        ServerProcess signer = start(environment(shop, "remote-signer"), port);
        try {
            URI calls = URI.create("http://127.0.0.1:" + port + "/api/v1/sign/" + address + "/typed-data");
            signer.await(() -> healthy(port), Duration.ofSeconds(60));
            Authorization payment = payment(address, ONE_USDC);
            assertThat(post(calls, "not-the-token-of-the-agent", payment).statusCode())
                    .isEqualTo(401);
            HttpResponse<String> tooMuch = post(calls, token, payment(address, ONE_USDC.add(BigInteger.ONE)));
            assertThat(tooMuch.statusCode()).as(tooMuch.body()).isEqualTo(403);
            HttpResponse<String> signed = post(calls, token, payment);
            assertThat(signed.statusCode()).as(signed.body()).isEqualTo(200);
            assertThat(signerOf(
                            payment.digest(USDC),
                            Json.mapper()
                                    .readTree(signed.body())
                                    .path("signature")
                                    .asText()))
                    .isEqualTo(address);
            assertThat(disk.resolve("state")).isDirectoryContaining("glob:**audit*");
        } finally {
            signer.stop(Duration.ofSeconds(10));
        }
    }

    private Map<String, String> environment(Shop shop, String deployment) throws IOException {
        PodSpec pod = shop.kube()
                .apps()
                .deployments()
                .inNamespace(shop.namespace())
                .withName(deployment)
                .get()
                .getSpec()
                .getTemplate()
                .getSpec();
        PodFolder folder = new PodFolder(disk, pod, PodFolder.Sources.of(shop.kube(), shop.namespace()));
        folder.fill();
        Container container = pod.getContainers().getFirst();
        return folder.environment(container);
    }

    /** As its image would be started; only the addresses are of this machine. */
    private ServerProcess start(Map<String, String> environment, int port) throws IOException {
        environment.put("SIGNER__SERVER__HOST", "127.0.0.1");
        environment.put("SIGNER__SERVER__PORT", Integer.toString(port));
        environment.put("OFFERFLOW_SIGNER_OPS_LISTEN", "127.0.0.1:0");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-cp",
                System.getProperty("java.class.path"),
                SignerMain.class.getName());
        return ServerProcess.startIsolated("signer", command, disk, environment);
    }

    private boolean healthy(int port) {
        try {
            HttpRequest question = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/healthz"))
                    .timeout(Duration.ofSeconds(3))
                    .build();
            return http.send(question, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HttpResponse<String> post(URI calls, String token, Authorization payment) throws Exception {
        return http.send(
                HttpRequest.newBuilder(calls)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(typedData(payment)))
                        .build(),
                BodyHandlers.ofString());
    }

    private static Authorization payment(String from, BigInteger value) {
        return new Authorization(
                from,
                "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
                value,
                BigInteger.ZERO,
                BigInteger.valueOf(4_000_000_000L),
                "0x" + "5a".repeat(32));
    }

    private static String typedData(Authorization payment) {
        ObjectNode data = Json.mapper().createObjectNode();
        data.putObject("domain")
                .put("name", USDC.name())
                .put("version", USDC.version())
                .put("chainId", USDC.chainId().toString())
                .put("verifyingContract", USDC.contract());
        var fields = data.put("primaryType", "TransferWithAuthorization")
                .putObject("types")
                .putArray("TransferWithAuthorization");
        for (String field : new String[] {
            "address from", "address to", "uint256 value", "uint256 validAfter", "uint256 validBefore", "bytes32 nonce"
        }) {
            String[] words = field.split(" ");
            fields.addObject().put("type", words[0]).put("name", words[1]);
        }
        data.putObject("message")
                .put("from", payment.from())
                .put("to", payment.to())
                .put("value", payment.value().toString())
                .put("validAfter", payment.validAfter().toString())
                .put("validBefore", payment.validBefore().toString())
                .put("nonce", payment.nonce());
        return data.toString();
    }

    /** By another library than the signer's. */
    private static String signerOf(byte[] digest, String signature) throws Exception {
        byte[] bytes = Numeric.hexStringToByteArray(signature);
        Sign.SignatureData parts =
                new Sign.SignatureData(bytes[64], Arrays.copyOfRange(bytes, 0, 32), Arrays.copyOfRange(bytes, 32, 64));
        BigInteger key = Sign.signedMessageHashToKey(digest, parts);
        return Keys.toChecksumAddress("0x" + Keys.getAddress(key));
    }
}
