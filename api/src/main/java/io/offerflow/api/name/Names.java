package io.offerflow.api.name;

import io.offerflow.api.Ref;
import io.offerflow.api.ResourceKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names of children. Short names pass through; a long one is cut and gets the first eight digits of its MD5, the reference
 * controller's rule, so that adopted children keep their names. MD5 separates names here and protects nothing.
 */
public final class Names {
    public static final int MAX_NAME = 253;
    public static final int MAX_LABEL = 63;

    private static final int HASH_DIGITS = 8;

    private Names() {}

    /** The Middleware of an offer. */
    public static String middleware(String offer) {
        return bounded("x402-", offer, "", MAX_NAME);
    }

    /** The HTTPRoute of an offer. */
    public static String httpRoute(String offer) {
        return bounded("so-", offer, "", MAX_NAME);
    }

    /** The RegistrationRequest of an offer. */
    public static String registration(String offer) {
        return bounded("so-", offer, "-registration", MAX_NAME);
    }

    /** ConfigMap, Deployment and Service that serve an identity's document; short enough for a Service. */
    public static String identityDocument(String identity) {
        return bounded("agentidentity-", identity, "-registration", MAX_LABEL);
    }

    /** The HTTPRoute to them. */
    public static String identityRoute(String identity) {
        return bounded("agentidentity-", identity, "-wellknown", MAX_LABEL);
    }

    /** The ConfigMap that keeps whom an identity's mints were handed to. */
    public static String mints(ResourceKind kind, String identity) {
        return bounded(kind.singular() + "-", identity, "-mints", MAX_NAME);
    }

    /** The ConfigMap that keeps what a deletion could not finish. */
    public static String unfinished(ResourceKind kind, String identity) {
        return bounded(kind.singular() + "-", identity, "-unfinished", MAX_NAME);
    }

    /** The ReferenceGrant that lets an offer's route reach the gate; the hash makes dash-joined names injective. */
    public static String referenceGrant(Ref offer) {
        String joined = offer.namespace() + "-" + offer.name();
        return bounded("so-", joined, "-" + hash(offer.toString()) + "-backend-grant", MAX_NAME);
    }

    /** {@code prefix + name + suffix}, with the name cut and hashed when the whole is longer than {@code max}. */
    static String bounded(String prefix, String name, String suffix, int max) {
        if (prefix.length() + name.length() + suffix.length() <= max) {
            return prefix + name + suffix;
        }
        int room = max - prefix.length() - suffix.length() - HASH_DIGITS - 1;
        return prefix + name.substring(0, room) + "-" + hash(name) + suffix;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
