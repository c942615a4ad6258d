package io.offerflow.verifier.ledger;

import java.math.BigInteger;
import java.time.Instant;

/**
 * A payment as the ledger knows it, without anything that could be used to pay.
 *
 * @param id unguessable; whoever has it may ask for the state
 * @param transaction empty where none is known; before {@code SETTLED} only a claim
 * @param delivered it has bought its request
 * @param digest of the payment's bytes, by which their sender is known again
 */
public record PaymentRecord(
        String id,
        PaymentKey key,
        State state,
        Seller seller,
        String payTo,
        BigInteger amount,
        Instant validBefore,
        String transaction,
        boolean delivered,
        String detail,
        Instant updatedAt,
        String digest) {}
