package com.datafly.signal.dr.k8s.internal.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.Secret;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Values of secrets between text and what Kubernetes keeps. Copies in between are overwritten as far as we hold them.
 */
public final class SecretValues {

    private static final int LONGEST_CHAR = 3;

    private SecretValues() {}

    /** Encodes values by key. */
    public static Map<String, String> encoded(Map<String, Secret> values) {
        Map<String, String> encoded = new TreeMap<>();
        values.forEach((key, value) -> encoded.put(key, value.use(SecretValues::encode)));
        return encoded;
    }

    private static String encode(char[] text) {
        byte[] bytes = new byte[text.length * LONGEST_CHAR];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        CoderResult result = UTF_8.newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(text), buffer, true);
        byte[] written = Arrays.copyOf(bytes, buffer.position());
        try {
            if (!result.isUnderflow()) {
                throw new IllegalStateException("a value does not fit: " + result);
            }
            return Base64.getEncoder().encodeToString(written);
        } finally {
            Arrays.fill(written, (byte) 0);
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Decodes values by key. One that is no text in UTF-8, as a keystore, is left out: it could only be damaged. */
    static Map<String, Secret> decoded(Map<String, String> data) {
        Map<String, Secret> values = new TreeMap<>();
        data.forEach((key, value) ->
                text(Base64.getDecoder().decode(Fields.text(value))).ifPresent(secret -> values.put(key, secret)));
        return values;
    }

    /** Makes a secret of text in UTF-8, and overwrites the bytes; empty if it is none. */
    public static Optional<Secret> text(byte[] bytes) {
        try {
            CharBuffer text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            char[] copy = Arrays.copyOf(text.array(), text.limit());
            Secret secret = Secret.of(copy);
            Arrays.fill(copy, '\0');
            Arrays.fill(text.array(), '\0');
            return Optional.of(secret);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
