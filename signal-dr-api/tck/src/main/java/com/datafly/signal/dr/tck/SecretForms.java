package com.datafly.signal.dr.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** The shapes in which a secret leaks. */
final class SecretForms {

    private static final SecureRandom RANDOM = new SecureRandom();

    private SecretForms() {}

    /** Returns a value with characters that URLs, shells and JSON encode. */
    static String nonce() {
        byte[] random = new byte[12];
        RANDOM.nextBytes(random);
        return "Pl4nt+" + HexFormat.of().formatHex(random) + "/&=?";
    }

    static List<String> of(String value) {
        byte[] bytes = value.getBytes(UTF_8);
        List<String> forms = new ArrayList<>();
        forms.add(value);
        forms.add(URLEncoder.encode(value, UTF_8));
        for (int offset = 0; offset < 3; offset++) {
            forms.add(base64(Base64.getEncoder(), bytes, offset));
            forms.add(base64(Base64.getUrlEncoder(), bytes, offset));
        }
        String hex = HexFormat.of().formatHex(bytes);
        forms.add(hex);
        forms.add(hex.toUpperCase(Locale.ROOT));
        forms.add(reversed(value));
        forms.add(reversed(hex));
        return List.copyOf(forms);
    }

    /** Returns the characters that depend on {@code bytes} alone, wherever in a longer text they are encoded. */
    private static String base64(Base64.Encoder encoder, byte[] bytes, int offset) {
        byte[] shifted = new byte[offset + bytes.length];
        System.arraycopy(bytes, 0, shifted, offset, bytes.length);
        int whole = shifted.length / 3 * 3;
        String encoded = encoder.encodeToString(Arrays.copyOf(shifted, whole));
        return encoded.substring(offset == 0 ? 0 : 4);
    }

    private static String reversed(String text) {
        return new StringBuilder(text).reverse().toString();
    }
}
