package com.datafly.signal.dr.aws.testing.internal.http;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of an {@code Authorization} header of signature version 4.
 *
 * @param keyId who signed
 * @param day the day in the credential scope, as in {@code 20250115}
 * @param region the region in the credential scope
 * @param service the service in the credential scope
 * @param signedHeaders the headers that are signed, in lower case
 * @param value the signature in hexadecimal digits
 */
public record Signature(
        String keyId, String day, String region, String service, List<String> signedHeaders, String value) {

    private static final Pattern FORM =
            Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request,\\s*"
                    + "SignedHeaders=([^,]+),\\s*Signature=([0-9a-f]{64})");

    /** Reads the header; empty if it is not of that form. */
    public static Optional<Signature> parse(String header) {
        Matcher form = FORM.matcher(header);
        if (!form.matches()) {
            return Optional.empty();
        }
        List<String> signed = List.of(form.group(5).split(";"));
        return Optional.of(
                new Signature(form.group(1), form.group(2), form.group(3), form.group(4), signed, form.group(6)));
    }

    /** Returns the credential scope. */
    String scope() {
        return day + "/" + region + "/" + service + "/aws4_request";
    }
}
