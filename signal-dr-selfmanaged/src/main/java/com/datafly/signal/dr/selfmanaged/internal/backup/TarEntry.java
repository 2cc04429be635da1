package com.datafly.signal.dr.selfmanaged.internal.backup;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The header of one member of a tar archive, in the ustar format that PostgreSQL writes: names of at most 99 bytes, or
 * with ustar's prefix; sizes from 8 GiB on in base 256. PostgreSQL refuses longer names instead of using an extension.
 *
 * @param name the path without a slash at its end
 * @param kind what it is
 * @param mode POSIX permission bits
 * @param size the content's length in bytes
 * @param modified when it was last modified
 * @param target what a link points to; empty otherwise
 */
record TarEntry(String name, Kind kind, int mode, long size, Instant modified, String target) {

    /** The length of a header, and of the blocks that content is padded to. */
    static final int BLOCK = 512;

    /** What a member may be. */
    enum Kind {
        FILE,
        DIRECTORY,
        LINK
    }

    /**
     * Reads a header.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if its checksum is wrong or a field cannot be read,
     *     {@code UNSUPPORTED} if it is a kind of member that a data directory does not have
     */
    static TarEntry parse(byte[] header) {
        if (number(header, 148, 8) != checksum(header)) {
            throw damaged("a header's checksum is wrong");
        }
        String prefix = header[257] == 'u' ? text(header, 345, 155) : "";
        String name = text(header, 0, 100);
        // Directories end in a slash, and the server begins those below pg_wal with a dot.
        String trimmed = (prefix.isEmpty() ? name : prefix + "/" + name)
                .replaceFirst("^\\./", "")
                .replaceFirst("/$", "");
        Kind kind = kind(trimmed, (char) header[156]);
        long size = number(header, 124, 12);
        if (size < 0 || (kind != Kind.FILE && size != 0)) {
            throw damaged(trimmed + " has the size " + size);
        }
        return new TarEntry(
                requireSafe(trimmed),
                kind,
                (int) number(header, 100, 8) & 07777,
                size,
                Instant.ofEpochSecond(number(header, 136, 12)),
                kind == Kind.LINK ? text(header, 157, 100) : "");
    }

    private static Kind kind(String name, char flag) {
        return switch (flag) {
            case '0', '\0' -> Kind.FILE;
            case '5' -> Kind.DIRECTORY;
            case '2' -> Kind.LINK;
            default ->
                throw DrException.of(
                        ErrorCode.UNSUPPORTED, "read the server's archive", name + " is of the unknown kind " + flag);
        };
    }

    /** Nothing may be written outside the data directory, whatever the server says. */
    private static String requireSafe(String name) {
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw damaged("'" + name + "' is no path below the data directory");
            }
        }
        return name;
    }

    private static long checksum(byte[] header) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xFF;
        }
        return sum;
    }

    private static long number(byte[] header, int offset, int length) {
        if ((header[offset] & 0x80) != 0) {
            return base256(header, offset, length);
        }
        long value = 0;
        for (int i = offset; i < offset + length && header[i] != 0 && header[i] != ' '; i++) {
            if (header[i] < '0' || header[i] > '7') {
                throw damaged("a number in a header cannot be read");
            }
            value = value << 3 | (header[i] - '0');
        }
        return value;
    }

    private static long base256(byte[] header, int offset, int length) {
        long value = header[offset] & 0x7F;
        for (int i = offset + 1; i < offset + length; i++) {
            value = value << 8 | (header[i] & 0xFF);
        }
        return value;
    }

    private static String text(byte[] header, int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(header, offset, end - offset))
                    .toString();
        } catch (CharacterCodingException e) {
            String name = new String(header, offset, end - offset, StandardCharsets.ISO_8859_1);
            throw DrException.create(
                    ErrorCode.UNSUPPORTED,
                    "read the server's archive",
                    "the name of file '" + name + "' is not UTF-8",
                    failure -> failure.hint("Rename it, or move it out of the data directory.")
                            .cause(e));
        }
    }

    static DrException damaged(String problem) {
        return DrException.of(ErrorCode.INTEGRITY_FAILED, "read the server's archive", problem);
    }
}
