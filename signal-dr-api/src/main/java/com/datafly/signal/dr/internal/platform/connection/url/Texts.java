package com.datafly.signal.dr.internal.platform.connection.url;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.HexFormat;
import java.util.Locale;

/** What the forms of connection texts have in common. No failure tells anything of a text. */
final class Texts {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String PLAIN = "-._~";

    private Texts() {}

    static DrException invalid(String operation, String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, operation, problem, failure -> failure.hint(hint));
    }

    static DrException ambiguous(String operation, String problem) {
        return invalid(operation, problem, "Lend the whole new value as a secret instead of letting it be derived.");
    }

    /** Writes a text as a part of a URL, so that both ways of reading plus signs give it back. */
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : text.getBytes(UTF_8)) {
            char plain = (char) (octet & 0xff);
            if (plain < 0x80 && (Character.isLetterOrDigit(plain) || PLAIN.indexOf(plain) >= 0)) {
                encoded.append(plain);
            } else {
                encoded.append('%').append(HEX.toHexDigits(octet));
            }
        }
        return encoded.toString();
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
