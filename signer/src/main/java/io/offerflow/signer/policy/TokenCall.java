package io.offerflow.signer.policy;

import io.offerflow.ethereum.Address;
import io.offerflow.ethereum.Keccak;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The functions of ERC-20 and EIP-3009 that move tokens or let others move them: (signature, place of recipient, place of amount). */
enum TokenCall {
    TRANSFER("transfer(address,uint256)", 0, 1),
    APPROVE("approve(address,uint256)", 0, 1),
    INCREASE_ALLOWANCE("increaseAllowance(address,uint256)", 0, 1),
    TRANSFER_FROM("transferFrom(address,address,uint256)", 1, 2),
    TRANSFER_WITH_AUTHORIZATION(
            "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)", 1, 2),
    TRANSFER_WITH_AUTHORIZATION_BYTES(
            "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)", 1, 2),
    RECEIVE_WITH_AUTHORIZATION(
            "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)", 1, 2),
    RECEIVE_WITH_AUTHORIZATION_BYTES(
            "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)", 1, 2),
    PERMIT("permit(address,address,uint256,uint256,uint8,bytes32,bytes32)", 1, 2);

    static final int SELECTOR = 4;
    private static final int WORD = 32;
    private static final Map<String, TokenCall> BY_SELECTOR =
            Stream.of(values()).collect(Collectors.toMap(TokenCall::selector, Function.identity()));

    private final String selector;
    private final int recipient;
    private final int amount;

    TokenCall(String signature, int recipient, int amount) {
        this.selector = "0x" + HexFormat.of().formatHex(Keccak.hash(signature), 0, SELECTOR);
        this.recipient = recipient;
        this.amount = amount;
    }

    String selector() {
        return selector;
    }

    static Optional<TokenCall> of(String selector) {
        return Optional.ofNullable(BY_SELECTOR.get(selector));
    }

    /** Empty when the arguments cannot be those of the function. */
    Optional<Spend> spend(long chainId, Address token, byte[] data) {
        if (data.length < SELECTOR + (amount + 1) * WORD) {
            return Optional.empty();
        }
        byte[] to = word(data, recipient);
        int padding = WORD - Address.SIZE;
        for (int i = 0; i < padding; i++) {
            if (to[i] != 0) {
                return Optional.empty();
            }
        }
        return Optional.of(new Spend(
                chainId,
                Optional.of(token),
                new BigInteger(1, word(data, amount)),
                Optional.of(Address.of(Arrays.copyOfRange(to, padding, WORD)))));
    }

    private static byte[] word(byte[] data, int index) {
        int from = SELECTOR + index * WORD;
        return Arrays.copyOfRange(data, from, from + WORD);
    }
}
