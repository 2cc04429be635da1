package com.datafly.signal.dr.k8s.internal.release;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** What Helm makes of a release before it stores it: JSON, compressed since Helm 3, in Base64. */
final class Codec {

    /** Compressed, a release fits into 1 MiB; what unfolds to more than this is no release. */
    static final int LARGEST = 64 << 20;

    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;
    private static final int LONGEST_HEAD = 2;

    /** Numbers of values keep their digits when a release is written back. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Codec() {}

    /**
     * Decodes to JSON.
     *
     * @throws IOException if it is not what Helm writes
     */
    static byte[] decode(String stored) throws IOException {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(stored.strip().getBytes(US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new IOException("it is not Base64", e);
        }
        boolean compressed =
                bytes.length > LONGEST_HEAD && (bytes[0] & 0xff) == GZIP_FIRST && (bytes[1] & 0xff) == GZIP_SECOND;
        if (!compressed) {
            return bytes;
        }
        try (InputStream unfolded = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] all = unfolded.readNBytes(LARGEST + 1);
            if (all.length > LARGEST) {
                throw new IOException("it unfolds to more than " + LARGEST + " bytes");
            }
            return all;
        }
    }

    static String encode(byte[] json) {
        ByteArrayOutputStream folded = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(folded)) {
            out.write(json);
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written to", e);
        }
        return Base64.getEncoder().encodeToString(folded.toByteArray());
    }

    /** Reads JSON; what the parser says may quote a password, so it is not passed on. */
    static ObjectNode parse(byte[] json) throws IOException {
        JsonNode read;
        try {
            read = JSON.readTree(json);
        } catch (IOException e) {
            throw new IOException("it is not JSON");
        }
        if (!(read instanceof ObjectNode object)) {
            throw new IOException("it is no JSON object");
        }
        return object;
    }

    static byte[] write(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (IOException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }
}
