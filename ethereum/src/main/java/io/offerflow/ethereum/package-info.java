/**
 * Keys, addresses and signatures of Ethereum, without a chain: what mints a wallet and what signs with it must agree on every byte. A
 * private key is never part of a text here.
 */
@NullMarked
package io.offerflow.ethereum;

import org.jspecify.annotations.NullMarked;
