package io.offerflow.signer.request;

import io.offerflow.ethereum.Signature;
import io.offerflow.signer.request.SigningRequest.Transaction;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The bytes of a transaction of type 2 (EIP-1559, EIP-2718). */
final class TransactionEncoding {
    private static final byte TYPE = 2;

    private TransactionEncoding() {}

    /** What is hashed and signed. */
    static byte[] unsigned(Transaction transaction) {
        return typed(fields(transaction));
    }

    /** What is sent to a chain: 0x02 and hexadecimal digits. */
    static String signed(Transaction transaction, Signature signature) {
        List<byte[]> fields = fields(transaction);
        fields.add(Rlp.number(BigInteger.valueOf(signature.parity())));
        fields.add(Rlp.number(signature.r()));
        fields.add(Rlp.number(signature.s()));
        return "0x" + HexFormat.of().formatHex(typed(fields));
    }

    private static List<byte[]> fields(Transaction transaction) {
        List<byte[]> fields = new ArrayList<>();
        fields.add(Rlp.number(BigInteger.valueOf(transaction.chainId())));
        fields.add(Rlp.number(transaction.nonce()));
        fields.add(Rlp.number(transaction.priorityFee()));
        fields.add(Rlp.number(transaction.maxFee()));
        fields.add(Rlp.number(transaction.gasLimit()));
        fields.add(Rlp.bytes(transaction.to().bytes()));
        fields.add(Rlp.number(transaction.value()));
        fields.add(Rlp.bytes(transaction.data()));
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
