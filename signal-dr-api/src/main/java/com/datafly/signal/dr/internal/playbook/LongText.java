package com.datafly.signal.dr.internal.playbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A text that a journal keeps compressed, as of a step that moved thousands of offsets: as numbers, for within a text
 * of compressed bytes anything may look like a short secret, and would be masked.
 */
final class LongText {

    private LongText() {}

    /** Returns the text's length in bytes, and then the bytes, eight in each number. */
    static List<Long> pack(String text) {
        byte[] packed = compress(text);
        ByteBuffer bytes = ByteBuffer.allocate((packed.length / Long.BYTES + 1) * Long.BYTES);
        bytes.put(packed).rewind();
        List<Long> numbers = new ArrayList<>();
        numbers.add((long) packed.length);
        while (bytes.hasRemaining()) {
            numbers.add(bytes.getLong());
        }
        return numbers;
    }

    /**
     * Returns the text.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if it was not packed like that
     */
    static String unpack(List<?> numbers) {
        try {
            ByteBuffer bytes = ByteBuffer.allocate(numbers.size() * Long.BYTES);
            numbers.forEach(number -> bytes.putLong(((Number) number).longValue()));
            int length = Math.toIntExact(bytes.getLong(0));
            try (GZIPInputStream text =
                    new GZIPInputStream(new ByteArrayInputStream(bytes.array(), Long.BYTES, length))) {
                return new String(text.readAllBytes(), UTF_8);
            }
        } catch (IOException | ArithmeticException | IndexOutOfBoundsException | ClassCastException e) {
            throw DrException.create(
                    ErrorCode.INTEGRITY_FAILED,
                    "read a step's output",
                    "it is not what this library writes",
                    failure -> failure.cause(e).hint("Look who else writes into the journal."));
        }
    }

    private static byte[] compress(String text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("memory can be written to", e);
        }
        return packed.toByteArray();
    }
}
