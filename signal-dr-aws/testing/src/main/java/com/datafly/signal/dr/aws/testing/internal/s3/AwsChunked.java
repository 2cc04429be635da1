package com.datafly.signal.dr.aws.testing.internal.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A body in the content encoding {@code aws-chunked}: chunks with their lengths and, where they are signed, signatures;
 * then trailing headers. The chunks' signatures are not verified, the checksum in the trailer is.
 */
final class AwsChunked {

    private final byte[] encoded;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final Map<String, String> trailers = new LinkedHashMap<>();
    private int position;

    private AwsChunked(byte[] encoded) {
        this.encoded = encoded;
    }

    /**
     * Reads a body to its end.
     *
     * @throws Refusal with IncompleteBody if it is not of that form
     */
    static AwsChunked decode(byte[] encoded) {
        AwsChunked body = new AwsChunked(encoded);
        for (int length = body.chunkLength(); length > 0; length = body.chunkLength()) {
            body.takeChunk(length);
        }
        body.takeTrailers();
        return body;
    }

    Content content() {
        return Content.of(content.toByteArray());
    }

    /** Returns the trailing headers, with names in lower case. */
    Map<String, String> trailers() {
        return trailers;
    }

    private int chunkLength() {
        String line = line();
        int semicolon = line.indexOf(';');
        try {
            return Integer.parseInt(semicolon < 0 ? line : line.substring(0, semicolon), 16);
        } catch (NumberFormatException e) {
            throw broken();
        }
    }

    private void takeChunk(int length) {
        if (position + length > encoded.length) {
            throw broken();
        }
        content.write(encoded, position, length);
        position += length;
        if (!line().isEmpty()) {
            throw broken();
        }
    }

    private void takeTrailers() {
        while (position < encoded.length) {
            String line = line();
            int colon = line.indexOf(':');
            if (colon > 0) {
                trailers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).trim());
            }
        }
    }

    private String line() {
        int end = position;
        while (end + 1 < encoded.length && !(encoded[end] == '\r' && encoded[end + 1] == '\n')) {
            end++;
        }
        if (end + 1 >= encoded.length) {
            throw broken();
        }
        String line = new String(encoded, position, end - position, US_ASCII);
        position = end + 2;
        return line;
    }

    private static Refusal broken() {
        return Refusal.of("IncompleteBody", "The request body terminated unexpectedly");
    }
}
