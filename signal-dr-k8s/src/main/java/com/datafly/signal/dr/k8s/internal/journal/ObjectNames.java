package com.datafly.signal.dr.k8s.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** How the objects of a journal are called: names of logs and registers may hold what names of objects may not. */
final class ObjectNames {

    /** Marks an object as a part of the log or register whose short name is its value. */
    static final String LOG = "signal-dr.datafly.com/log";

    static final String REGISTER = "signal-dr.datafly.com/register";

    /** Is {@code first} at the Secret with a log's first line, {@code later} at the others. */
    static final String SEGMENT = "signal-dr.datafly.com/segment";

    /** Holds the whole name of the log or register. */
    static final String NAME = "signal-dr.datafly.com/name";

    private static final int LONGEST_READABLE = 40;
    private static final int HASH_BYTES = 10;

    private ObjectNames() {}

    /** Returns a name that may be a label's value and a part of an object's name: what is readable, and a hash. */
    static String shortened(String name) {
        String readable = name.replaceAll("[^a-z0-9]+", "-");
        String start = readable.substring(0, Math.min(readable.length(), LONGEST_READABLE));
        return (start.endsWith("-") ? start : start + "-") + hash(name);
    }

    /** Returns the name of the Secret that begins with a line of a log; they sort as the lines do. */
    static String segment(String log, long first) {
        return "signal-dr-log-" + shortened(log) + "-" + number(first);
    }

    /** Returns the name of the object that holds a register. */
    static String register(String register) {
        return "signal-dr-register-" + shortened(register);
    }

    /** Returns the number of a line, as long as every other. */
    static String number(long line) {
        return String.format(Locale.ROOT, "%016d", line);
    }

    /** Returns an annotation of an object, if it has it. */
    static Optional<String> annotation(HasMetadata object, String annotation) {
        return Optional.ofNullable(object.getMetadata().getAnnotations()).map(all -> all.get(annotation));
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
