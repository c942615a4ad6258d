package io.offerflow.workflows.chain;

import java.math.BigInteger;

/**
 * A call that shall take effect once.
 *
 * @param id says what is wanted, never how; the same id is the same intent for ever
 * @param to contract, 0x and 40 hex digits
 * @param data 0x and hex digits
 * @param value wei
 * @param unique a second effect would be a second thing, as a mint is: its outcome is never forgotten
 */
record Intent(String id, String to, String data, BigInteger value, boolean unique) {}
