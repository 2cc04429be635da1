package com.datafly.signal.dr.internal.events.replication;

import static com.datafly.signal.dr.internal.events.replication.MirroredPair.COPY;
import static com.datafly.signal.dr.internal.events.replication.MirroredPair.TOPIC;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.PartitionPosition;
import com.datafly.signal.dr.events.PartitionProblem;
import com.datafly.signal.dr.events.ReplicationStatus;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.events.TranslatedOffset;
import com.datafly.signal.dr.events.Translation;
import com.datafly.signal.dr.events.TranslationMethod;
import com.datafly.signal.dr.events.UncopiedTopic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What cannot be read, or cannot be proven: it is said, and keeps nothing else back. */
class ReplicationDoubtTest {

    private final MirroredPair pair = new MirroredPair("doubt", 2);

    @AfterEach
    void close() {
        pair.close();
    }

    @Test
    void aGapIsNoticedThoughNobodyEverWatched() {
        copied(100);
        pair.mirror.stop();
        pair.produce(0, 80);
        pair.primary.deleteBefore(TOPIC, 0, 150);
        pair.mirror.start();
        pair.mirror.copy();
        pair.mirror.flush();
        assertThat(pair.replication.status().problems()).anyMatch(problem -> problem.contains("events.raw-0 from 100"));

        pair.primary.kill();

        assertThat(pair.replication.status().unexplained()).isEqualTo(50);
    }

    @Test
    void aTopicWhoseCopyWeMayNotSeeIsNotCalledOneWithoutACopy() {
        pair.primary.topic("events.secret", 1).write("events.secret", 0, "k", "v");
        try (ReplicationWatch watch = pair.watch()) {
            copied(100);
            watch.look();
        }
        pair.standby.forbid("primary.events.secret");

        ReplicationStatus status = pair.replication.status();

        assertThat(status.uncopied()).isEmpty();
        assertThat(status.hidden()).containsExactly("events.secret");
        assertThat(status.proven()).isFalse();
        assertThat(status.problems()).anyMatch(problem -> problem.contains("'primary.events.secret'"));
        pair.standby.permit("primary.events.secret");
        assertThat(pair.replication.status().hidden()).isEmpty();
        assertThat(pair.replication.status().proven()).isTrue();
    }

    @Test
    void aCopiedTopicThatWeMayNotSeeAtTheSourceLeavesNothingProven() {
        pair.primary.topic("events.secret", 1).write("events.secret", 0, "k", "v");
        try (ReplicationWatch watch = pair.watch()) {
            copied(100);
            watch.look();
        }
        pair.primary.forbid("events.secret");

        ReplicationStatus status = pair.replication.status();

        assertThat(status.hidden()).containsExactly("events.secret");
        assertThat(status.proven()).isFalse();
    }

    @Test
    void aTopicOfTheStandbysOwnIsNoCopyThatWeMayNotSeeThoughNamesStay() {
        pair.mirror.keepNames();
        pair.standby.topic("connect-configs", 1);
        copied(100);
        pair.primary.forbid("connect-configs");

        assertThat(pair.replication.status().hidden()).isEmpty();
        assertThat(pair.replication.status().proven()).isTrue();
    }

    @Test
    void aLogThatWasCutOffAndHasGrownAgainIsNotCalledCopied() {
        try (ReplicationWatch watch = pair.watch()) {
            copied(500);
            watch.look();
            pair.primary.truncate(TOPIC, 0, 400);
            copied(300);
        }

        ReplicationStatus status = pair.replication.status();

        assertThat(status.proven()).isFalse();
        assertThat(status.unexplained()).isEqualTo(100);
        assertThat(status.problems()).anyMatch(problem -> problem.contains("from 400 to 500 (TRUNCATED)"));
    }

    @Test
    void aTopicMadeAnewIsNotCalledCopiedWhereCopyingWentOnInItsMiddle() {
        try (ReplicationWatch watch = pair.watch()) {
            copied(500);
            watch.look();
            pair.primary.deleteTopic(TOPIC);
            pair.primary.topic(TOPIC, 2);
            copied(800);
            assertThat(pair.replication.status().proven()).isFalse();
            watch.look();
            copied(100);
            watch.look();
        }

        assertThat(pair.replication.status().proven()).isFalse();
        assertThat(pair.replication.status().unexplained()).isEqualTo(500);
    }

    @Test
    void aTopicMadeAnewThatIsCopiedFromItsBeginningIsProven() {
        try (ReplicationWatch watch = pair.watch()) {
            copied(500);
            watch.look();
            pair.primary.deleteTopic(TOPIC);
            pair.primary.topic(TOPIC, 2);
            copied(300);
            watch.look();
        }

        assertThat(pair.replication.status().proven()).isTrue();
    }

    @Test
    void aPartitionWithoutALeaderHidesNoOtherAndNoGroup() {
        pair.produce(1, 50);
        copied(300);
        pair.primary.commit("g", TOPIC, 0, 100);
        try (ReplicationWatch watch = pair.watch()) {
            watch.look();
            Instant whole = watch.lastLook().orElseThrow();
            pair.clock.advance(Duration.ofSeconds(5));
            pair.primary.problem(new PartitionProblem(
                    new PartitionId(TOPIC, 1), PartitionProblem.Kind.OFFLINE, -1, List.of(1), List.of(), 1));
            pair.primary.commit("g", TOPIC, 0, 290);

            watch.look();

            assertThat(watch.trouble()).hasValueSatisfying(trouble -> {
                assertThat(trouble.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                assertThat(trouble.problem()).contains("events.raw-1");
            });
            assertThat(watch.lastLook()).hasValue(whole);
            assertThat(committed(pair.replication.translateFromJournal(Set.of("g"))))
                    .isEqualTo(290);
            ReplicationStatus status = pair.replication.status();
            assertThat(status.live()).isTrue();
            assertThat(status.proven()).isFalse();
            assertThat(status.problems()).contains("1 partitions of the source do not answer: events.raw-1");
            assertThat(status.partitions())
                    .extracting(PartitionPosition::sourceEnd, PartitionPosition::exact)
                    .containsExactly(tuple(300L, true), tuple(50L, false));

            pair.primary.mend();
            watch.look();
            assertThat(watch.trouble()).isEmpty();
            assertThat(pair.replication.holes()).isEmpty();
        }
    }

    @Test
    void aLookThatCouldNotReadTheGroupsIsNoWholeOneAndMakesNoCommitYounger() {
        copied(300);
        pair.primary.commit("g", TOPIC, 0, 10);
        Instant read = pair.clock.instant();
        try (ReplicationWatch watch = pair.watch()) {
            watch.look();
            pair.primary.commit("g", TOPIC, 0, 290);
            pair.clock.advance(Duration.ofHours(2));
            pair.primary
                    .faults()
                    .next(
                            "groupOffsets",
                            DrException.create(
                                    ErrorCode.UNAVAILABLE,
                                    "read offsets",
                                    "no coordinator",
                                    failure -> failure.retry(RetryAdvice.NEVER)));

            watch.look();

            assertThat(watch.lastLook()).hasValue(read);
            assertThat(watch.trouble().map(DrException::code)).hasValue(ErrorCode.UNAVAILABLE);
        }
        pair.primary.kill();

        assertThat(pair.replication.translateFromJournal(Set.of("g")).asOf()).isEqualTo(read);
    }

    @Test
    void aGroupThatCannotBeReadKeepsNoOtherBackAndStaysKnown() {
        copied(300);
        pair.primary.commit("hidden", TOPIC, 0, 10).commit("shown", TOPIC, 0, 10);
        Instant read = pair.clock.instant();
        try (ReplicationWatch watch = pair.watch()) {
            watch.look();
            pair.primary.commit("shown", TOPIC, 0, 200);
            pair.primary.forbid("hidden");
            pair.clock.advance(Duration.ofMinutes(1));
            watch.look();
            pair.clock.advance(Duration.ofMinutes(1));
            watch.look();
            assertThat(watch.trouble().map(DrException::code)).hasValue(ErrorCode.PERMISSION_DENIED);
        }
        pair.primary.kill();

        Translation shown = pair.replication.translateFromJournal(Set.of("shown"));
        Translation hidden = pair.replication.translateFromJournal(Set.of("hidden"));
        assertThat(committed(shown)).isEqualTo(200);
        assertThat(shown.asOf()).isEqualTo(pair.clock.instant());
        assertThat(committed(hidden)).isEqualTo(10);
        assertThat(hidden.asOf()).isEqualTo(read);
    }

    @Test
    void commitsOfATopicWhoseCopyingHasNotBegunAreKept() {
        pair.mirror.topics(topic -> topic.equals(TOPIC));
        copied(100);
        pair.primary.topic("events.new", 1);
        pair.primary.fill("events.new", 0, 7);
        pair.primary.commit("g", "events.new", 0, 3);
        try (ReplicationWatch watch = pair.watch()) {
            watch.look();
        }
        assertThat(pair.replication.status().uncopied()).containsExactly(new UncopiedTopic("events.new", 7, true));
        pair.mirror.topics(topic -> topic.startsWith("events."));
        pair.mirror.copy();
        pair.mirror.flush();
        pair.primary.kill();

        assertThat(committed(pair.replication.translateFromJournal(Set.of("g"))))
                .isEqualTo(3);
    }

    @Test
    void whatTheTargetRemovedUnreadIsNoExactPlaceAndCounted() {
        copied(1_000);
        pair.primary.commit("slow", TOPIC, 0, 100).commit("fast", TOPIC, 0, 700);
        try (ReplicationWatch watch = pair.watch()) {
            watch.look();
        }
        pair.standby.deleteBefore(COPY, 0, 500);
        pair.primary.kill();

        assertThat(pair.replication.translateFromJournal(Set.of()).offsets())
                .extracting(
                        TranslatedOffset::group,
                        TranslatedOffset::offset,
                        TranslatedOffset::method,
                        TranslatedOffset::lost)
                .containsExactlyInAnyOrder(
                        tuple("slow", 500L, TranslationMethod.EXPIRED, 400L),
                        tuple("fast", 700L, TranslationMethod.EXACT, 0L));
    }

    @Test
    void whatTheSourceHadRemovedAsWellIsNotMissed() {
        copied(1_000);
        pair.primary.commit("slow", TOPIC, 0, 100);
        pair.primary.deleteBefore(TOPIC, 0, 500);
        try (ReplicationWatch watch = pair.watch()) {
            watch.look();
        }
        pair.standby.deleteBefore(COPY, 0, 500);
        pair.primary.kill();

        assertThat(pair.replication.translateFromJournal(Set.of("slow")).offsets())
                .extracting(TranslatedOffset::offset, TranslatedOffset::lost)
                .containsExactly(tuple(500L, 0L));
    }

    @Test
    void marksThatBeganLaterAtBothSidesAreNotBelievedToBeEvents() {
        pair.mirror.committedOnly();
        copied(150);
        try (ReplicationWatch watch = pair.watch()) {
            watch.look();
            pair.mirror.exactlyOnce();
            pair.mirror.crowded(true);
            pair.produceTogether(0, 10, false);
            pair.produce(0, 89);
            pair.mirror.copy();
            copied(12);
            pair.produce(0, 1);
            pair.primary.commit("g", TOPIC, 0, 200);
            watch.look();
        }
        pair.primary.kill();

        TranslatedOffset found =
                pair.replication.translateFromJournal(Set.of("g")).offsets().get(0);
        Map.Entry<Long, Long> right = requireNonNull(pair.truth(0).ceilingEntry(200L));
        assertThat(found.offset()).isLessThanOrEqualTo(right.getValue());
    }

    private void copied(int events) {
        pair.produce(0, events);
        pair.mirror.copy();
        pair.mirror.flush();
    }

    private static long committed(Translation translation) {
        return translation.offsets().get(0).committed().offset();
    }
}
