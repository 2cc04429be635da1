package com.datafly.signal.dr.selfmanaged.internal.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarReaderTest {

    private static final byte[] END = new byte[1024];

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 511, 512, 513, 100_000})
    void membersComeOutWhateverThePieces(int piece) {
        byte[] archive = concat(
                header("base/", '5', 0, ""),
                header("./pg_wal/archive_status", '5', 0, ""),
                header("base/empty", '0', 0, ""),
                header("base/one", '0', 1, ""),
                padded("x"),
                header("base/block", '0', 512, ""),
                padded("y".repeat(512)),
                header("pg_tblspc/16400", '2', 0, "/mnt/place"),
                header("global/pg_control", '0', 513, ""),
                padded("z".repeat(513)),
                END);
        Members members = new Members();
        TarReader reader = new TarReader(members);
        for (int at = 0; at < archive.length; at += piece) {
            reader.feed(archive, at, Math.min(piece, archive.length - at));
        }
        reader.finish();

        assertThat(members.contents)
                .containsEntry("base", "DIRECTORY ")
                .containsEntry("pg_wal/archive_status", "DIRECTORY ")
                .containsEntry("base/empty", "FILE ")
                .containsEntry("base/one", "FILE x")
                .containsEntry("base/block", "FILE " + "y".repeat(512))
                .containsEntry("pg_tblspc/16400", "LINK /mnt/place")
                .containsEntry("global/pg_control", "FILE " + "z".repeat(513))
                .hasSize(7);
    }

    @Test
    void aHeaderIsReadWithAllItsFields() {
        TarEntry entry = TarEntry.parse(header("base/1/1259", '0', 8192, ""));

        assertThat(entry.mode()).isEqualTo(0600);
        assertThat(entry.size()).isEqualTo(8192);
        assertThat(entry.modified()).isEqualTo(Instant.ofEpochSecond(01234567));
    }

    @Test
    void sizesFromEightGibibytesOnAreInBase256() {
        byte[] header = header("base/huge", '0', 0, "");
        header[124] = (byte) 0x80;
        for (int i = 125; i < 136; i++) {
            header[i] = 0;
        }
        header[131] = 5;

        assertThat(TarEntry.parse(sum(header)).size()).isEqualTo(5L << 32);
    }

    @Test
    void aPrefixBelongsToTheName() {
        byte[] header = header("name", '0', 0, "");
        System.arraycopy("some/folder".getBytes(UTF_8), 0, header, 345, 11);

        assertThat(TarEntry.parse(sum(header)).name()).isEqualTo("some/folder/name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "/etc/passwd", "a/../../b", "a//b", "", "."})
    void aPathThatLeavesTheDataDirectoryIsRefused(String name) {
        assertThat(failure(header(name, '0', 0, ""))).isEqualTo(ErrorCode.INTEGRITY_FAILED);
    }

    @Test
    void aDamagedHeaderIsRefused() {
        byte[] header = header("base/1/1259", '0', 8192, "");
        for (int i = 0; i < 512; i += i == 154 ? 2 : 1) {
            byte[] damaged = header.clone();
            damaged[i] ^= 1;
            assertThat(failure(damaged)).as("byte " + i).isEqualTo(ErrorCode.INTEGRITY_FAILED);
        }
    }

    @ParameterizedTest
    @ValueSource(chars = {'1', '3', 'x', 'L'})
    void aMemberOfAnotherKindIsUnsupported(char kind) {
        assertThat(failure(header("name", kind, 0, ""))).isEqualTo(ErrorCode.UNSUPPORTED);
    }

    @Test
    void aNameThatIsNotUtf8IsUnsupported() {
        byte[] header = header("name", '0', 0, "");
        header[1] = (byte) 0xE4;

        assertThat(failure(sum(header))).isEqualTo(ErrorCode.UNSUPPORTED);
    }

    @Test
    void anArchiveThatEndsTooEarlyOrGoesOnIsRefused() {
        byte[] archive = concat(header("one", '0', 1, ""), padded("x"), END);
        for (int length = 0; length < archive.length; length++) {
            TarReader reader = new TarReader(new Members());
            reader.feed(archive, 0, length);
            assertThat(catchThrowableOfType(DrException.class, reader::finish).code())
                    .isEqualTo(ErrorCode.INTEGRITY_FAILED);
        }
        TarReader reader = new TarReader(new Members());
        reader.feed(archive, 0, archive.length);
        DrException more = catchThrowableOfType(DrException.class, () -> reader.feed(archive, 0, 512));
        assertThat(more.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED);
    }

    private static ErrorCode failure(byte[] header) {
        return catchThrowableOfType(DrException.class, () -> TarEntry.parse(header))
                .code();
    }

    private static byte[] header(String name, char kind, long size, String target) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000600");
        put(header, 124, String.format(Locale.ROOT, "%011o ", size));
        put(header, 136, "00001234567 ");
        header[156] = (byte) kind;
        put(header, 157, target);
        put(header, 257, "ustar");
        return sum(header);
    }

    private static byte[] sum(byte[] header) {
        put(header, 148, "        ");
        int sum = 0;
        for (byte value : header) {
            sum += value & 0xFF;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
        return header;
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    private static byte[] padded(String content) {
        byte[] bytes = content.getBytes(UTF_8);
        return Arrays.copyOf(bytes, (bytes.length + 511) / 512 * 512);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Remembers what it saw. */
    private static final class Members implements TarReader.Visitor {
        private final Map<String, String> contents = new TreeMap<>();
        private final StringBuilder content = new StringBuilder();

        @Override
        public void begin(TarEntry entry) {
            content.setLength(0);
            content.append(entry.kind()).append(' ').append(entry.target());
        }

        @Override
        public void content(byte[] bytes, int offset, int length) {
            content.append(new String(bytes, offset, length, UTF_8));
        }

        @Override
        public void end(TarEntry entry) {
            contents.put(entry.name(), content.toString());
        }
    }
}
