/**
 * Keystore files of version 3, the form in which geth, ethers and web3 keep a key under a password. Written here and not taken from a
 * library because those that have it bring an RPC client, another JSON library and a cloud's key service with them; the algorithms are
 * BouncyCastle's and the JDK's.
 */
@NullMarked
package io.offerflow.ethereum.keystore;

import org.jspecify.annotations.NullMarked;
