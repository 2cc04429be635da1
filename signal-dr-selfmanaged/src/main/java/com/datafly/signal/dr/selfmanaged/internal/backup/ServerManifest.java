package com.datafly.signal.dr.selfmanaged.internal.backup;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.BackupFile;
import com.datafly.signal.dr.selfmanaged.internal.repository.Sha256;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares the server's backup_manifest with what was received, while it comes: its own hash, and every file's
 * presence, size and checksum. Only WAL is not listed there.
 */
final class ServerManifest {

    private static final String WAL_FOLDER = "pg_wal/";

    private final Map<String, BackupFile> received;
    private final Set<String> unconfirmed;
    private final MessageDigest digest = Sha256.digest();
    private final ByteArrayOutputStream unfinishedLine = new ByteArrayOutputStream();
    private final JsonParser parser;
    private final ByteArrayFeeder feeder;
    private final Map<String, String> file = new HashMap<>();
    private String list = "";
    private String ownHash = "";
    private int depth;
    /** May turn out to be the last of all, which holds the hash of the lines before it. */
    private byte[] lastLine = {};

    private long size;

    ServerManifest(Map<String, BackupFile> received) {
        this.received = received;
        this.unconfirmed = new HashSet<>(received.keySet());
        try {
            this.parser = new JsonFactory().createNonBlockingByteArrayParser();
        } catch (IOException e) {
            throw new IllegalStateException("a parser that reads nothing cannot fail", e);
        }
        this.feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
    }

    void feed(byte[] bytes, int offset, int length) {
        size += length;
        hash(bytes, offset, length);
        try {
            feeder.feedInput(bytes, offset, offset + length);
            parse();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private void hash(byte[] bytes, int offset, int length) {
        int begin = offset;
        for (int at = offset; at < offset + length; at++) {
            if (bytes[at] == '\n') {
                digest.update(lastLine);
                unfinishedLine.write(bytes, begin, at + 1 - begin);
                lastLine = unfinishedLine.toByteArray();
                unfinishedLine.reset();
                begin = at + 1;
            }
        }
        unfinishedLine.write(bytes, begin, offset + length - begin);
    }

    private void parse() throws IOException {
        JsonToken token = parser.nextToken();
        while (token != null && token != JsonToken.NOT_AVAILABLE) {
            take(token);
            token = parser.nextToken();
        }
    }

    private void take(JsonToken token) throws IOException {
        if (token.isStructStart()) {
            depth++;
            if (depth == 2) {
                list = parser.currentName();
            }
        } else if (token.isStructEnd()) {
            if (depth == 3 && list.equals("Files")) {
                confirm();
            }
            depth--;
        } else if (token.isScalarValue() && depth == 3) {
            file.put(parser.currentName(), parser.getText());
        } else if (token.isScalarValue() && depth == 1 && parser.currentName().equals("Manifest-Checksum")) {
            ownHash = parser.getText();
        }
    }

    private void confirm() {
        String path = file.get("Path");
        if (path == null) {
            throw failed("the manifest names a file that is not UTF-8");
        }
        BackupFile mine = received.get(path);
        if (mine == null || !unconfirmed.remove(path)) {
            throw failed("file " + path + " is in the manifest but was not sent");
        }
        if (!Long.toString(mine.size()).equals(file.get("Size"))) {
            throw failed("file " + path + " has " + mine.size() + " bytes instead of " + file.get("Size"));
        }
        if (!"CRC32C".equals(file.get("Checksum-Algorithm")) || !isChecksum(mine.crc32c(), file.get("Checksum"))) {
            throw failed("file " + path + " has another checksum than the manifest says");
        }
        file.clear();
    }

    /** The server prints the checksum's bytes as its processor keeps them: the lowest first, except on a few. */
    private static boolean isChecksum(int crc32c, @Nullable String hex) {
        HexFormat format = HexFormat.of();
        return format.toHexDigits(Integer.reverseBytes(crc32c)).equals(hex)
                || format.toHexDigits(crc32c).equals(hex);
    }

    /**
     * Demands that the manifest came whole and left no file out.
     *
     * @return the manifest's size in bytes
     */
    long finish() {
        try {
            feeder.endOfInput();
            parse();
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (depth != 0 || ownHash.isEmpty() || unfinishedLine.size() > 0) {
            throw failed("the manifest is cut off");
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(ownHash)) {
            throw failed("the manifest's own hash is wrong");
        }
        for (String path : unconfirmed) {
            if (!path.startsWith(WAL_FOLDER)) {
                throw failed("file " + path + " was sent but is not in the manifest");
            }
        }
        return size;
    }

    private static DrException unreadable(IOException e) {
        return DrException.create(
                ErrorCode.INTEGRITY_FAILED,
                "check the server's manifest",
                "it is no JSON: " + e.getMessage(),
                failure -> failure.cause(e));
    }

    private static DrException failed(String problem) {
        return DrException.of(ErrorCode.INTEGRITY_FAILED, "check the server's manifest", problem);
    }
}
