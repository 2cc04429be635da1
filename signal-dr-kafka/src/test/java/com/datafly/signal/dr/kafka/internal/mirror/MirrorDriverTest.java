package com.datafly.signal.dr.kafka.internal.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetSync;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.ReplicationDriver.Syncs;
import com.datafly.signal.dr.tck.DriverOptions;
import com.datafly.signal.dr.tck.InMemoryCluster;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Offset syncs of a log that is changed at will, which a broker's is not. */
class MirrorDriverTest {

    private static final String LOG = "mm2-offset-syncs.primary.internal";
    private static final DriverOptions PRIMARY = DriverOptions.none().with("replication.source", "primary");

    private final InMemoryCluster standby = InMemoryCluster.create("mirror-driver");
    private final EventStreamDriver target = standby.driver();

    @AfterEach
    void close() {
        target.close();
        standby.close();
    }

    @Test
    void allPairsAreReadInTheLogsOrderAndThenOnlyNewOnes() {
        standby.topic(LOG, 1);
        for (int i = 0; i < 12_000; i++) {
            sync("events.raw", i % 3, i * 100L, i * 100L - i);
        }
        MirrorDriver driver = driver(PRIMARY);

        Syncs all = driver.syncs(0);

        assertThat(all.syncs()).hasSize(12_000);
        assertThat(all.syncs().get(4_001))
                .isEqualTo(new OffsetSync(new PartitionId("events.raw", 2), 400_100, 396_099, 4_001));
        assertThat(all.start()).isZero();
        assertThat(all.next()).isEqualTo(12_000);
        assertThat(driver.syncs(12_000)).isEqualTo(new Syncs(List.of(), 0, 12_000));
        sync("events.raw", 0, 7, 7);
        assertThat(driver.syncs(12_000).syncs())
                .containsExactly(new OffsetSync(new PartitionId("events.raw", 0), 7, 7, 12_000));
    }

    @Test
    void whatIsGoneOfTheLogShowsInItsStart() {
        standby.topic(LOG, 1);
        for (int i = 0; i < 10; i++) {
            sync("events.raw", 0, i, i);
        }
        standby.deleteBefore(LOG, 0, 6);

        Syncs found = driver(PRIMARY).syncs(2);

        assertThat(found.start()).isEqualTo(6);
        assertThat(found.syncs()).extracting(OffsetSync::position).containsExactly(6L, 7L, 8L, 9L);
    }

    @Test
    void aLogThatWasMadeAnewEndsBeforeThePosition() {
        standby.topic(LOG, 1);
        sync("events.raw", 0, 1, 1);

        assertThat(driver(PRIMARY).syncs(500).next()).isEqualTo(1);
        assertThat(driver(PRIMARY).syncs(500).syncs()).isEmpty();
    }

    @Test
    void whatSomebodyElseWroteIsRefusedByItsPlace() {
        standby.topic(LOG, 1);
        sync("events.raw", 0, 1, 1);
        standby.write(LOG, 0, "not", "a sync");

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> driver(PRIMARY).syncs(0))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED))
                .withMessageContaining(LOG + "-0@1");
        assertThat(driver(PRIMARY).syncs(2).syncs()).isEmpty();
    }

    @Test
    void syncsAtTheSourceAreSaidToBeLostWithIt() {
        standby.topic(LOG, 1);

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() ->
                        driver(PRIMARY.with("replication.syncs", "source")).syncs(0))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
                .withMessageContaining("offset-syncs.topic.location=target");
    }

    @Test
    void aTargetThatIsDownIsNoMissingLog() {
        standby.kill();

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> driver(PRIMARY).syncs(0))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void withoutAnAddressOfConnectTasksAreUnknownAndNobodyIsPaused() {
        MirrorDriver driver = driver(PRIMARY);

        assertThat(driver.tasks()).isEmpty();
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(driver::pause)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
                .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.NONE));
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(driver::resume)
                .withMessageContaining("replication.connect");
    }

    @Test
    void withoutASourceThereIsNoReplication() {
        assertThat(MirrorOptions.read(DriverOptions.none())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "replication.source, two words, replication.source",
        "replication.policy, Identity, Identity",
        "replication.syncs, both, replication.syncs",
        "replication.internal-separator, yes, replication.internal-separator",
        "replication.connect, connect:8083, http://connect:8083",
        "replication.connect-user, recovery, replication.connect"
    })
    void optionsThatCannotBeUsedAreRefused(String name, String value, String named) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> MirrorOptions.read(PRIMARY.with(name, value)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .withMessageContaining(named);
    }

    @Test
    void anOptionWithoutTheOneThatItNeedsIsRefused() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> MirrorOptions.read(DriverOptions.none().with("replication.policy", "identity")))
                .withMessageContaining("without replication.source");
        DriverOptions user =
                PRIMARY.with("replication.connect", "http://connect:8083").with("replication.connect-user", "recovery");
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> MirrorOptions.read(user))
                .withMessageContaining("replication.connect-password");
        try (Secret password = Secret.of("secret")) {
            assertThat(MirrorOptions.read(user.with("replication.connect-password", password)))
                    .isPresent();
        }
    }

    private MirrorDriver driver(DriverOptions context) {
        return new MirrorDriver(MirrorOptions.read(context).orElseThrow(), target);
    }

    private void sync(String topic, int partition, long source, long at) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        byte[] key = ByteBuffer.allocate(6 + name.length)
                .putShort((short) name.length)
                .put(name)
                .putInt(partition)
                .array();
        byte[] value = ByteBuffer.allocate(16).putLong(source).putLong(at).array();
        standby.write(NewEvent.of(LOG, key, value).partition(0));
    }
}
