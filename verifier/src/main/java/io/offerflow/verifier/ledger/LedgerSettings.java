package io.offerflow.verifier.ledger;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where payments are remembered.
 *
 * @param url {@code jdbc:sqlite:<file>} for one replica, {@code jdbc:postgresql://…} for several; holds no password
 * @param user for PostgreSQL; empty where the URL or the server needs none
 * @param passwordFile read at each connection, so that a password can be changed under way; null for none
 * @param capacity payments that may be open at the same time
 */
public record LedgerSettings(String url, String user, @Nullable Path passwordFile, int capacity) {}
