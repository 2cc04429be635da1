package com.datafly.signal.dr.internal.events.copy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.WriterSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Copies at one cluster, of which one was killed in the middle of a transaction. */
class CopyBesideOthersTest extends CopyFixture {

    private static final int EVENTS = 12;

    @BeforeEach
    void fill() {
        source.fill(TOPIC, 0, EVENTS);
        CopyState.topic(to(), "any").ensure();
    }

    @Test
    void whatAnotherCopyLeftOpenElsewhereDelaysNobody() {
        EventWriter other = killedBesides(elsewhere());
        Instant before = clock.instant();

        defined().run();
        CopyResult again = defined().run();

        assertThat(again.progress().totals().written()).isEqualTo(EVENTS);
        assertThat(Duration.between(before, clock.instant())).isLessThan(Duration.ofSeconds(1));
        assertCopiedOnce();
        other.close();
    }

    @Test
    void aCopyWaitsForWhatMayHideItsPositions() {
        EventWriter other = killedWhileTheFirstRunnerWorks();
        target.faults().before("poll", 20, other::abort);

        CopyResult again = defined().run();

        assertThat(again.finished()).isTrue();
        assertThat(again.exactlyOnce()).isTrue();
        assertThat(again.progress().totals().written()).isEqualTo(EVENTS);
        assertCopiedOnce();
    }

    @Test
    void aCopyThatCannotSeeItsPositionsEndsAndWritesNothing() {
        EventWriter other = killedWhileTheFirstRunnerWorks();

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> defined().run())
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                    assertThat(failure.effect()).isEqualTo(Effect.NONE);
                    assertThat(failure.retry()).isEqualTo(RetryAdvice.SAFE);
                    assertThat(failure.hint().orElseThrow()).contains("a transaction is open");
                });
        assertCopiedOnce();

        other.abort();
        assertThat(defined().run().finished()).isTrue();
        assertCopiedOnce();
    }

    @Test
    void whetherACopyWasBegunIsNotGuessed() {
        EventWriter other = killedBesides(CopyState.partition("night"));
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> CopyRun.definition(to(), "night"))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE));

        other.abort();

        assertThat(CopyRun.definition(to(), "night")).isEmpty();
    }

    @Test
    void whatACopyWasBegunAsIsKnownWhileItGoesOn() {
        defined().run();
        try (EventWriter same = to().driver().writer(WriterSettings.transactional("signal-dr.copy.night"))) {
            same.begin();
            same.append(event(CopyState.partition("night")));
            Instant before = clock.instant();

            assertThat(CopyRun.definition(to(), "night").map(CopyDefinition::text))
                    .hasValue("everything");

            assertThat(clock.instant()).isEqualTo(before);
            same.abort();
        }
    }

    @Test
    void copiesAreSpread() {
        assertThat(IntStream.range(0, 200)
                        .mapToObj(i -> CopyState.partition("replay.vendor-" + i))
                        .distinct())
                .hasSize(16);
    }

    private CopyRun defined() {
        return run(plan(more -> more.definition("everything")));
    }

    private static PartitionId elsewhere() {
        PartitionId here = CopyState.partition("night");
        return new PartitionId(here.topic(), here.partition() == 0 ? 1 : 0);
    }

    /** Copies everything; what is kept of it from the second transaction on stands behind one that goes on. */
    private EventWriter killedWhileTheFirstRunnerWorks() {
        AtomicReference<EventWriter> other = new AtomicReference<>();
        target.faults().before("commit", 2, () -> other.set(killedBesides(CopyState.partition("night"))));
        defined().run();
        return requireNonNull(other.get(), "other");
    }

    /** Leaves a transaction of another copy open. */
    private EventWriter killedBesides(PartitionId partition) {
        EventWriter writer = to().driver().writer(WriterSettings.transactional("signal-dr.copy.other"));
        writer.begin();
        writer.append(event(partition));
        writer.flush();
        return writer;
    }

    private NewEvent event(PartitionId partition) {
        return CopyState.topic(to(), "other")
                .event("copy/other/totals", Optional.of(new byte[1]))
                .partition(partition.partition());
    }

    private void assertCopiedOnce() {
        assertThat(values(target, 0)).isEqualTo(values(source, 0));
    }
}
