package com.datafly.signal.dr.selfmanaged.internal.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.wal.SegmentName;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalPruning;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A repository with two backups and WAL: first as it was made, then less and less of it. */
@ParameterizedClass
@ArgumentsSource(PostgresVersions.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RepositoryAuditIT {

    private static final int FLIPS = 50;
    private static final long SEED = 20250115;
    private static final Pattern SEGMENT = Pattern.compile("[0-9A-F]{24}");

    @Parameter
    PostgresInstallation installation;

    @TempDir
    private static Path directory;

    private static ObjectStore store;

    @BeforeParameterizedClassInvocation
    static void make(PostgresInstallation installation) throws SQLException {
        store = SampleRepository.make(installation, directory.resolve("v" + installation.majorVersion()));
    }

    @AfterParameterizedClassInvocation
    static void close() {
        store.close();
    }

    @Test
    @Order(1)
    void aSoundRepositoryHasNoDefectAndEveryByteOfItIsRead() {
        AuditReport report = RepositoryAudit.run(Repository.openExisting(store));

        assertThat(report.defects()).isEmpty();
        assertThat(report.unclaimed()).isEmpty();
        assertThat(report.bytes())
                .isEqualTo(all().stream().mapToLong(ObjectInfo::size).sum());
    }

    @Test
    @Order(2)
    void everyFlippedBitIsDetected() {
        assertThat(new BitFlips(store).undetected(FLIPS, SEED)).isEmpty();
    }

    @Test
    @Order(3)
    void aMissingPackIsADefectAndAnAdditionalOneIsUnclaimed() {
        String pack = all().stream()
                .map(ObjectInfo::key)
                .filter(key -> key.startsWith("backups/second/data-"))
                .findFirst()
                .orElseThrow();
        byte[] stranger = {1};
        store.write("backups/broken-off/data-000001", stranger, Precondition.absent());
        store.delete(pack, Precondition.none());

        AuditReport report = RepositoryAudit.run(Repository.openExisting(store));

        assertThat(report.defects())
                .isNotEmpty()
                .allSatisfy(defect -> assertThat(defect).contains(pack));
        assertThat(report.unclaimed()).containsExactly("backups/broken-off/data-000001");
    }

    @Test
    @Order(4)
    void walBeforeTheOldestBackupIsPrunedAndNothingElse() {
        Repository repository = Repository.openExisting(store);
        List<String> before = wal();
        List<String> beforeFirst = before.stream()
                .filter(key -> precedes(repository, "first", key))
                .toList();
        List<String> beforeSecond = before.stream()
                .filter(key -> precedes(repository, "second", key))
                .toList();
        assertThat(beforeSecond).hasSizeGreaterThan(beforeFirst.size());

        assertThat(WalPruning.prune(repository)).isEqualTo(beforeFirst.size());
        assertThat(wal()).containsExactlyElementsOf(without(before, beforeFirst));

        repository.deleteBackup("first");
        assertThat(WalPruning.prune(repository)).isEqualTo(beforeSecond.size() - beforeFirst.size());
        assertThat(wal()).containsExactlyElementsOf(without(before, beforeSecond));
        assertThat(WalPruning.prune(repository)).isZero();

        repository.deleteBackup("second");
        assertThat(WalPruning.prune(repository))
                .as("without a backup everything stays")
                .isZero();
    }

    /** A segment's file name is its timeline and then its number, both in hexadecimal digits of fixed length. */
    private static boolean precedes(Repository repository, String backup, String key) {
        BackupManifest manifest = repository.backup(backup).orElseThrow();
        Matcher name = SEGMENT.matcher(key);
        return name.find()
                && name.group()
                                .compareTo(SegmentName.containing(
                                                1, manifest.startLsn(), Math.toIntExact(manifest.walSegmentSize()))
                                        .fileName())
                        < 0;
    }

    private static List<String> without(List<String> keys, List<String> removed) {
        return keys.stream().filter(key -> !removed.contains(key)).toList();
    }

    private static List<String> wal() {
        return all().stream()
                .map(ObjectInfo::key)
                .filter(key -> key.startsWith("wal/"))
                .toList();
    }

    private static List<ObjectInfo> all() {
        return store.list("", "", 1000);
    }
}
