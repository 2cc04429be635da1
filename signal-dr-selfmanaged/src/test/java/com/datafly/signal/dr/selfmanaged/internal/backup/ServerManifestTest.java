package com.datafly.signal.dr.selfmanaged.internal.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.BackupFile;
import com.datafly.signal.dr.selfmanaged.internal.repository.Sha256;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerManifestTest {

    private static final String BODY = """
            { "PostgreSQL-Backup-Manifest-Version": 2,
            "System-Identifier": 17711061667727628623,
            "Files": [
            { "Path": "PG_VERSION", "Size": 3, "Last-Modified": "2025-01-15 10:30:00 GMT", "Checksum-Algorithm": "CRC32C", "Checksum": "04030201" },
            { "Path": "global/1262", "Size": 8192, "Last-Modified": "2025-01-15 10:30:00 GMT", "Checksum-Algorithm": "CRC32C", "Checksum": "ffffffff" }
            ],
            "WAL-Ranges": [
            { "Timeline": 1, "Start-LSN": "0/2000028", "End-LSN": "0/2000100" }
            ],
            """;
    private static final BackupFile VERSION = file("PG_VERSION", 3, 0x01020304);
    private static final BackupFile GLOBAL = file("global/1262", 8192, -1);
    private static final BackupFile WAL = file("pg_wal/000000010000000000000002", 16 << 20, 9);

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100_000})
    void whatTheServerListsAndSendsAgrees(int piece) {
        byte[] manifest = sealed(BODY);
        ServerManifest check = new ServerManifest(received(VERSION, GLOBAL, WAL));
        for (int at = 0; at < manifest.length; at += piece) {
            check.feed(manifest, at, Math.min(piece, manifest.length - at));
        }
        assertThat(check.finish()).isEqualTo(manifest.length);
    }

    @Test
    void everyFlippedOrMissingByteIsNoticed() {
        byte[] manifest = sealed(BODY);
        for (int i = 0; i < manifest.length; i++) {
            byte[] damaged = manifest.clone();
            damaged[i] ^= 1;
            assertThat(failure(damaged, VERSION, GLOBAL).code()).isEqualTo(ErrorCode.INTEGRITY_FAILED);
            byte[] cut = Arrays.copyOf(manifest, i);
            assertThat(failure(cut, VERSION, GLOBAL).code()).isEqualTo(ErrorCode.INTEGRITY_FAILED);
        }
    }

    @Test
    void aFileThatWasNotSentIsMissed() {
        assertThat(failure(sealed(BODY), VERSION)).hasMessageContaining("global/1262 is in the manifest");
    }

    @Test
    void aFileThatIsNotListedIsNoticed() {
        assertThat(failure(sealed(BODY), VERSION, GLOBAL, file("extra", 1, 1)))
                .hasMessageContaining("extra was sent but is not");
    }

    @Test
    void anotherSizeOrChecksumIsNoticed() {
        assertThat(failure(sealed(BODY), file("PG_VERSION", 4, 0x01020304), GLOBAL))
                .hasMessageContaining("PG_VERSION has 4 bytes instead of 3");
        assertThat(failure(sealed(BODY), file("PG_VERSION", 3, 0x01020305), GLOBAL))
                .hasMessageContaining("PG_VERSION has another checksum");
    }

    private static DrException failure(byte[] manifest, BackupFile... received) {
        ServerManifest check = new ServerManifest(received(received));
        return catchThrowableOfType(DrException.class, () -> {
            check.feed(manifest, 0, manifest.length);
            check.finish();
        });
    }

    private static byte[] sealed(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return (body + "\"Manifest-Checksum\": \"" + Sha256.hex(bytes, 0, bytes.length) + "\"}\n").getBytes(UTF_8);
    }

    private static Map<String, BackupFile> received(BackupFile... files) {
        Map<String, BackupFile> received = new HashMap<>();
        for (BackupFile file : files) {
            received.put(file.path(), file);
        }
        return received;
    }

    private static BackupFile file(String path, long size, int crc32c) {
        return new BackupFile(path, 0600, size, Instant.EPOCH, crc32c, List.of());
    }
}
