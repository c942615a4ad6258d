package io.offerflow.ethereum.transaction;

import io.offerflow.ethereum.Address;
import io.offerflow.ethereum.Keccak;
import io.offerflow.ethereum.Signature;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A transaction with fees of EIP-1559 and no access list.
 *
 * @param priorityFee wei for one unit of gas, as maxFee
 * @param value wei
 */
public record DynamicFeeTransaction(
        long chainId,
        BigInteger nonce,
        BigInteger priorityFee,
        BigInteger maxFee,
        BigInteger gasLimit,
        Address to,
        BigInteger value,
        byte[] data) {
    static final byte TYPE = 2;

    /** The 32 bytes that are signed. */
    public byte[] digest() {
        return Keccak.hash(typed(fields()));
    }

    /** What is sent to a chain: 0x02 and hexadecimal digits. */
    public String signed(Signature signature) {
        List<byte[]> fields = fields();
        fields.add(Rlp.number(BigInteger.valueOf(signature.parity())));
        fields.add(Rlp.number(signature.r()));
        fields.add(Rlp.number(signature.s()));
        return "0x" + HexFormat.of().formatHex(typed(fields));
    }

    private List<byte[]> fields() {
        List<byte[]> fields = new ArrayList<>();
        fields.add(Rlp.number(BigInteger.valueOf(chainId)));
        fields.add(Rlp.number(nonce));
        fields.add(Rlp.number(priorityFee));
        fields.add(Rlp.number(maxFee));
        fields.add(Rlp.number(gasLimit));
        fields.add(Rlp.bytes(to.bytes()));
        fields.add(Rlp.number(value));
        fields.add(Rlp.bytes(data));
        // No access list.
        fields.add(Rlp.list(List.of()));
        return fields;
    }

    private static byte[] typed(List<byte[]> fields) {
        byte[] list = Rlp.list(fields);
        byte[] typed = new byte[1 + list.length];
        typed[0] = TYPE;
        System.arraycopy(list, 0, typed, 1, list.length);
        return typed;
    }
}
