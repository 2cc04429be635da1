package com.datafly.signal.dr.selfmanaged.internal.wal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that ends before the point where its newest timeline begins. */
class ForkGapIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void aLogThatEndsBeforeTheForkIsNotTheLatest() throws SQLException, IOException {
        try (WalSource source = WalSource.create(
                        18,
                        directory,
                        builder -> builder.walSegmentSizeMegabytes(1).setting("fsync", "off"));
                ObjectStore store = FileSystemObjectStore.open(directory.resolve("store"))) {
            Repository repository = Repository.open(store, source.identity().systemIdentifier());
            ReceiverOptions options = ReceiverOptions.create("dr", directory.resolve("spool"), more -> {});
            ColdBase base;
            try (WalReceiver receiver = WalReceiver.start(source.endpoint(), repository, options)) {
                receiver.awaitStreaming(SOON);
                base = ColdBase.take(source, directory.resolve("copy"));
                source.sql("create table t(id int)");
                receiver.awaitArchived(source.flushed(), SOON);
            }
            WalArchive archive = WalArchive.of(repository, 1 << 20);
            Lsn fork = source.flushed().plus(1 << 20);
            archive.putHistory(2, ("1\t" + fork + "\tno recovery target specified\n").getBytes(UTF_8));

            assertThat(archive.interval(base.start()).firstGap())
                    .hasValueSatisfying(gap -> assertThat(gap).contains("timeline 2 begins at " + fork));
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> WalProof.prove(
                            archive, base.start(), RecoveryTarget.latest(), directory.resolve("staging")))
                    .withMessageContaining("timeline 2 begins at " + fork)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED));
        }
    }
}
