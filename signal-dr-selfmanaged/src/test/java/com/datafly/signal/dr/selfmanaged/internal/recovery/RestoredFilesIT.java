package com.datafly.signal.dr.selfmanaged.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.BackupFile;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupReader;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** What a restore writes is, byte for byte, what the server says that it sent. */
class RestoredFilesIT {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ArgumentsSource(PostgresVersions.class)
    void everyFileIsAsTheServersOwnManifestSays(PostgresInstallation installation) throws Exception {
        Path tablespace = Files.createDirectory(directory.resolve("tablespace"));
        try (RecoverySource source =
                RecoverySource.start(installation, directory, builder -> builder.walSegmentSizeMegabytes(1))) {
            source.server().execute("create tablespace extra location '" + tablespace + "'");
            source.server().execute("create table far tablespace extra as select generate_series(1, 20000) as id");
            source.server().execute("create unlogged table fleeting as select generate_series(1, 1000) as id");
            source.server().execute("create database \"größe\"");
            source.backup("only");
            Path data = directory.resolve("copy");
            CopyPlace place = new CopyPlace(data);
            try {
                restore(source, place);

                assertThat(ServerManifestCheck.defects(data)).isEmpty();
                requireThatAFlippedByteIsSeen(data, "global/pg_control");
                requireThatAFlippedByteIsSeen(data, "PG_VERSION");
                Files.writeString(data.resolve("base/stray"), "x");
                Files.delete(data.resolve("global/pg_filenode.map"));
                assertThat(ServerManifestCheck.defects(data))
                        .containsExactlyInAnyOrder("base/stray is too many", "global/pg_filenode.map is missing");
            } finally {
                place.clear();
            }
        }
    }

    @ParameterizedTest
    @ArgumentsSource(PostgresVersions.class)
    void theLogOfASnapshotIsStagedWhereNobodyElseCanReadIt(PostgresInstallation installation) throws Exception {
        try (RecoverySource source =
                RecoverySource.start(installation, directory, builder -> builder.walSegmentSizeMegabytes(1))) {
            source.backup("only");
            RecoveryRequest request = RecoveryRequest.create(
                    "copy", RecoveryTarget.snapshot("only"), directory.resolve("copy"), installation, more -> {});
            StagedLog staged = new StagedLog(directory.resolve("staged"));

            new LogProof(source.repository(), request, staged)
                    .prove(Candidates.of(source.repository(), request.target(), "stage"));

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(staged.directory())))
                    .isEqualTo("rwx------");
            assertThat(staged.directory()).isNotEmptyDirectory();
        }
    }

    private static void restore(RecoverySource source, CopyPlace place) throws IOException {
        BackupManifest manifest = source.repository().backup("only").orElseThrow();
        CopySkeleton skeleton = new CopySkeleton(place, manifest, "restore files");
        skeleton.create();
        FileRestore files = new FileRestore(
                new BackupReader(source.repository().store(), manifest),
                manifest.largestChunk(),
                "restore files",
                false,
                done -> {});
        for (BackupFile file : manifest.files()) {
            if (!LogProof.isWal(file.path())) {
                files.add(file, skeleton.resolve(file.path()));
            }
        }
        files.run(2);
    }

    private static void requireThatAFlippedByteIsSeen(Path data, String file) throws Exception {
        flip(data.resolve(file));
        assertThat(ServerManifestCheck.defects(data)).containsExactly(file + " has another checksum");
        flip(data.resolve(file));
    }

    private static void flip(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            int value = bytes.read();
            bytes.seek(0);
            bytes.write(value ^ 0x10);
        }
    }
}
