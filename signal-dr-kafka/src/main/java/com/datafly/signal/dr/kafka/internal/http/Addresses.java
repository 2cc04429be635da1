package com.datafly.signal.dr.kafka.internal.http;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/** Reads the addresses of a service. */
public final class Addresses {

    private Addresses() {}

    /**
     * Reads URLs with commas between them.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if one is no URL of HTTP, or holds a password
     */
    public static List<URI> parse(String operation, String text) {
        List<URI> addresses = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            addresses.add(address(operation, part.strip()));
        }
        return addresses;
    }

    private static URI address(String operation, String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            // The parser's message repeats the text, which may hold a password.
            throw malformed(operation, "an address is no URL");
        }
        if (uri.getRawUserInfo() != null || text.contains("@")) {
            throw malformed(operation, "an address holds a user or a password");
        }
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
            throw malformed(operation, "the address is '" + text + "'");
        }
        return uri;
    }

    private static DrException malformed(String operation, String problem) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                operation,
                problem,
                failure -> failure.hint(
                        "Write URLs with commas between them, as in http://connect:8083, and credentials beside them."));
    }
}
