package com.datafly.signal.dr.internal.events.archive;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-256, as every Java runtime has it. */
final class Sha256 {

    /** How many hexadecimal digits a digest has. */
    static final int DIGITS = 64;

    /** One call for many megabytes would never leave the code that is not compiled yet. */
    private static final int CHUNK = 1 << 16;

    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{" + DIGITS + "}");

    private Sha256() {}

    static String of(byte[] content) {
        MessageDigest digest = digest();
        for (int from = 0; from < content.length; from += CHUNK) {
            digest.update(content, from, Math.min(CHUNK, content.length - from));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static boolean isDigest(String text) {
        return SHAPE.matcher(text).matches();
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
