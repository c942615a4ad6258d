package io.offerflow.activities.chain;

import io.offerflow.activities.registry.RegistryAnswers;
import io.offerflow.activities.registry.RegistryCalls;
import io.offerflow.activities.registry.Reverts;
import io.offerflow.workflows.chain.Call;
import java.math.BigInteger;
import java.util.Optional;

/** Questions to an identity registry at one node. */
final class RegistryNode {
    private static final String NOBODY = "0x" + "0".repeat(40);

    private final AccountNode node;
    private final String registry;

    RegistryNode(AccountNode node, String registry) {
        this.node = node;
        this.registry = registry;
    }

    /** Empty for an id that does not exist. */
    Optional<String> owner(BigInteger agentId) throws RpcException, InterruptedException {
        try {
            return Optional.of(readable(RegistryAnswers.address(call(RegistryCalls.ownerOf(agentId)))));
        } catch (RpcError error) {
            if (error.reverted() && Reverts.decode(error.data()).equals(Reverts.NONEXISTENT)) {
                return Optional.empty();
            }
            throw error;
        }
    }

    String uri(BigInteger agentId) throws RpcException, InterruptedException {
        return readable(RegistryAnswers.string(call(RegistryCalls.tokenUri(agentId))));
    }

    String wallet(BigInteger agentId) throws RpcException, InterruptedException {
        return readable(RegistryAnswers.address(call(RegistryCalls.getAgentWallet(agentId))));
    }

    byte[] metadata(BigInteger agentId, String key) throws RpcException, InterruptedException {
        return readable(RegistryAnswers.bytes(call(RegistryCalls.getMetadata(agentId, key))));
    }

    BigInteger balance(String owner) throws RpcException, InterruptedException {
        return readable(RegistryAnswers.number(call(RegistryCalls.balanceOf(owner))));
    }

    /** Empty where the contract has no such function. */
    Optional<String> version() throws RpcException, InterruptedException {
        try {
            return RegistryAnswers.string(call(RegistryCalls.getVersion()));
        } catch (RpcError error) {
            if (error.reverted()) {
                return Optional.empty();
            }
            throw error;
        }
    }

    private String call(String data) throws RpcException, InterruptedException {
        return node.call(NOBODY, Call.of(registry, data));
    }

    private static <T> T readable(Optional<T> answer) throws RpcException {
        return answer.orElseThrow(() -> new RpcException("the registry's answer cannot be read"));
    }
}
