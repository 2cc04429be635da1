package com.datafly.signal.dr.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** A protected resource and the name of its lease's register: what of its address a name may hold, and a hash of it. */
record LeaseName(String resource, String register) {

    private static final int LONGEST_READABLE = 60;
    private static final int HASH_BYTES = 10;

    static LeaseName of(String resource) {
        String readable = resource.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String start = readable.substring(0, Math.min(readable.length(), LONGEST_READABLE));
        return new LeaseName(resource, "lease/r-" + start + "-" + hash(resource));
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
