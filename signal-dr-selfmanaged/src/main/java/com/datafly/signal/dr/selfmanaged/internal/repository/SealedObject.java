package com.datafly.signal.dr.selfmanaged.internal.repository;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A small object with a description, whose every byte is under one hash.
 *
 * <p>Layout: {@code SDR1}, the header's length in four bytes, the header in JSON, the payload, and the SHA-256 of all
 * that. The payload is compressed where that makes it smaller; readers get it as it was.
 */
public final class SealedObject {

    private static final byte[] MAGIC = "SDR1".getBytes(StandardCharsets.US_ASCII);
    private static final int PREFIX = MAGIC.length + Integer.BYTES;
    private static final int LONGEST_HEADER = 1 << 24;
    private static final int FIRST_READ = 8192;

    private final SealedHeader header;
    private final byte[] payload;

    private SealedObject(SealedHeader header, byte[] payload) {
        this.header = header;
        this.payload = payload;
    }

    /**
     * Seals a payload.
     *
     * @param kind what it is, as in {@code backup}
     * @param facts texts, numbers, truth values, and lists and maps of them; readable without the payload
     */
    public static byte[] seal(String kind, Map<String, ?> facts, byte[] payload) {
        byte[] packed = Codec.ZSTD.compress(payload);
        boolean smaller = packed.length < payload.length;
        byte[] stored = smaller ? packed : payload;
        byte[] json = new SealedHeader(
                        kind,
                        (smaller ? Codec.ZSTD : Codec.NONE).text(),
                        payload.length,
                        stored.length,
                        new LinkedHashMap<>(facts))
                .toJson();
        ByteBuffer sealed = ByteBuffer.allocate(PREFIX + json.length + stored.length + Sha256.LENGTH);
        sealed.put(MAGIC).putInt(json.length).put(json).put(stored);
        MessageDigest digest = Sha256.digest();
        digest.update(sealed.array(), 0, sealed.position());
        return sealed.put(digest.digest()).array();
    }

    /**
     * Proves and opens what {@link #seal} made.
     *
     * @param key the object's key, for the message
     * @throws DrException with {@code INTEGRITY_FAILED} if a byte is changed, missing or too many, {@code UNSUPPORTED}
     *     if a newer library wrote it
     */
    public static SealedObject open(String key, byte[] bytes) {
        int end = bytes.length - Sha256.LENGTH;
        if (end < PREFIX) {
            throw damaged(key, "it has only " + bytes.length + " bytes");
        }
        MessageDigest digest = Sha256.digest();
        digest.update(bytes, 0, end);
        if (!MessageDigest.isEqual(digest.digest(), Arrays.copyOfRange(bytes, end, bytes.length))) {
            throw damaged(key, "its bytes are not those that were written");
        }
        int headerLength = headerLength(key, bytes);
        if (headerLength > end - PREFIX) {
            throw damaged(key, "its header is cut off");
        }
        SealedHeader header = SealedHeader.parse(key, bytes, PREFIX, headerLength);
        int start = PREFIX + headerLength;
        if (header.payloadLength() != end - start) {
            throw damaged(key, "its payload has " + (end - start) + " bytes instead of " + header.payloadLength());
        }
        byte[] stored = Arrays.copyOfRange(bytes, start, end);
        return new SealedObject(header, Codec.of(key, header.codec()).decompress(key, stored, header.rawLength()));
    }

    /**
     * Reads, proves and opens an object.
     *
     * @throws DrException with {@code NOT_FOUND} if there is none, and as {@link #open}
     */
    public static SealedObject read(ObjectStore store, String key) {
        try (InputStream input = store.read(key)) {
            return open(key, input.readAllBytes());
        } catch (IOException e) {
            throw unreadable(key, e);
        }
    }

    /**
     * Reads only an object's facts, with a ranged read. They are <em>not proven</em>: whatever depends on them has to
     * open the whole object later.
     *
     * @throws DrException with {@code NOT_FOUND} if there is none, {@code INTEGRITY_FAILED} if the facts cannot be read
     */
    public static Map<String, Object> readFacts(ObjectStore store, String key) {
        byte[] beginning = read(store, key, FIRST_READ);
        if (beginning.length < PREFIX) {
            throw damaged(key, "it has only " + beginning.length + " bytes");
        }
        int needed = PREFIX + headerLength(key, beginning);
        byte[] bytes = needed <= beginning.length ? beginning : read(store, key, needed);
        if (bytes.length < needed) {
            throw damaged(key, "its header is cut off");
        }
        return SealedHeader.parse(key, bytes, PREFIX, needed - PREFIX).facts();
    }

    private static byte[] read(ObjectStore store, String key, int length) {
        try (InputStream input = store.read(key, 0, length)) {
            return input.readNBytes(length);
        } catch (IOException e) {
            throw unreadable(key, e);
        }
    }

    private static int headerLength(String key, byte[] bytes) {
        if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw damaged(key, "it is no sealed object");
        }
        int length = ByteBuffer.wrap(bytes).getInt(MAGIC.length);
        if (length < 2 || length > LONGEST_HEADER) {
            throw damaged(key, "its header cannot have " + length + " bytes");
        }
        return length;
    }

    private static DrException damaged(String key, String problem) {
        return DrException.of(ErrorCode.INTEGRITY_FAILED, "read " + key, problem);
    }

    private static DrException unreadable(String key, IOException e) {
        return DrException.create(
                ErrorCode.UNAVAILABLE, "read " + key, String.valueOf(e.getMessage()), failure -> failure.cause(e));
    }

    /** Returns what the object is. */
    public String kind() {
        return header.kind();
    }

    /** Returns the facts: texts, numbers, truth values, lists and maps. */
    public Map<String, Object> facts() {
        return header.facts();
    }

    /** Returns the payload as it was sealed. The array is not copied. */
    public byte[] payload() {
        return payload;
    }
}
