package com.datafly.signal.dr.aws.testing.internal.s3;

import com.datafly.signal.dr.aws.testing.internal.http.Encoding;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** The checksums that S3 verifies and keeps. */
enum ChecksumKind {
    CRC32(4, bytes -> of(new CRC32(), bytes)),
    CRC32C(4, bytes -> of(new CRC32C(), bytes)),
    CRC64NVME(8, bytes -> of(new Crc64Nvme(), bytes)),
    SHA256(32, Encoding::sha256);

    private final int length;

    private final Function<byte[], byte[]> digest;

    ChecksumKind(int length, Function<byte[], byte[]> digest) {
        this.length = length;
        this.digest = digest;
    }

    /** Returns the kind of that name, as in {@code x-amz-checksum-algorithm}. */
    static ChecksumKind named(String name) {
        return Stream.of(values())
                .filter(kind -> kind.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                        "InvalidRequest",
                        "Checksum algorithm provided is unsupported. Please try again with any of the valid types:"
                                + " [CRC32, CRC32C, CRC64NVME, SHA256]"));
    }

    /** Returns the kind whose header was sent, if one was. */
    static Optional<ChecksumKind> sentWith(S3Request request) {
        return Stream.of(values())
                .filter(kind -> request.header(kind.header()).isPresent())
                .findFirst();
    }

    /** Returns the header that carries it. */
    String header() {
        return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
    }

    /** Returns the element that carries it. */
    String element() {
        return "Checksum" + name();
    }

    /** Tells whether S3 can compute it of a whole object from those of its parts. */
    boolean isLinear() {
        return this != SHA256;
    }

    /** Returns the checksum of bytes, in base64. */
    String of(byte[] bytes) {
        return Base64.getEncoder().encodeToString(raw(bytes));
    }

    byte[] raw(byte[] bytes) {
        byte[] value = digest.apply(bytes);
        return Arrays.copyOfRange(value, value.length - length, value.length);
    }

    /**
     * Compares bytes with the checksum that was sent for them.
     *
     * @throws Refusal with BadDigest if they differ
     */
    void verify(String sent, byte[] bytes) {
        if (!of(bytes).equals(sent)) {
            throw Refusal.of("BadDigest", "The " + name() + " you specified did not match the calculated checksum.");
        }
    }

    private static byte[] of(Checksum checksum, byte[] bytes) {
        checksum.update(bytes);
        return ByteBuffer.allocate(8).putLong(checksum.getValue()).array();
    }
}
