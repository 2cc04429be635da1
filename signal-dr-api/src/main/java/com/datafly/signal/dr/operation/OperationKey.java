package com.datafly.signal.dr.operation;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The name of one mutation, kept where the provider keeps it, so that a new process finds the work of a dead one.
 *
 * <p>Two calls with the same key are the same work: the second adopts what the first began. The text is at most 63
 * characters of lower-case letters, digits and hyphens, which every provider accepts in a tag or a name.
 *
 * @param value the key's text
 * @since 0.1
 */
public record OperationKey(String value) {

    private static final Pattern SHAPE = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    /**
     * Checks the text.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the text is not of the shape above
     */
    public OperationKey {
        requireNonNull(value, "value");
        if (!SHAPE.matcher(value).matches()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "make an operation key",
                    "value is '" + value + "'",
                    failure -> failure.hint(
                            "Use 1 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends."));
        }
    }

    /** Returns a key that no other call has. Work under it cannot be found again unless the caller keeps the key. */
    public static OperationKey random() {
        return new OperationKey("op-" + UUID.randomUUID());
    }

    /**
     * Derives the key of a step's attempt: always the same for the same four inputs.
     *
     * @param generation raised only after the attempt before it is known to have failed
     * @param request the request in a canonical text, so that a changed request is other work
     */
    public static OperationKey derive(String run, String step, int generation, String request) {
        MessageDigest digest = sha256();
        for (String part : new String[] {run, step, Integer.toString(generation), request}) {
            byte[] bytes = requireNonNull(part).getBytes(StandardCharsets.UTF_8);
            digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
            digest.update((byte) ':');
            digest.update(bytes);
        }
        return new OperationKey("op-" + HexFormat.of().formatHex(digest.digest(), 0, 20));
    }

    @Override
    public String toString() {
        return value;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
