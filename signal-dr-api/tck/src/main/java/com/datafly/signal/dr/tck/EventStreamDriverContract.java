package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.events.AclRule;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.StreamHealth;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.ReaderSettings;
import com.datafly.signal.dr.spi.WriterSettings;
import com.datafly.signal.dr.tck.EventStreamHarness.Hook;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every {@link EventStreamDriver} does. A driver's test extends this class and gives an
 * {@link EventStreamHarness}.
 *
 * <p>What the cluster's capabilities declare as supported has to work; what they declare as unsupported has to be
 * refused with {@code UNSUPPORTED} and without an effect. Topics have to be creatable, for every test makes its own.
 * Secrets are searched for in all failures.
 *
 * @since 0.1
 */
public abstract class EventStreamDriverContract extends EventStreamDriverTransactions {

    /** Creates the contract's tests. */
    protected EventStreamDriverContract() {}

    @Test
    void theClusterHasOneNameForEverybody() {
        assertThat(driver().clusterId()).isNotBlank().isEqualTo(another().clusterId());
    }

    @Test
    void whatIsNotSupportedHasAReason() {
        for (EventCapability capability : EventCapability.values()) {
            CapabilityStatus status = driver().capabilities().status(capability);
            if (status instanceof CapabilityStatus.Unsupported unsupported) {
                assertThat(unsupported.reason()).as(capability.name()).isNotBlank();
            }
            here().secrets().search("capability " + capability, status.toString());
        }
    }

    @Test
    void healthLooksAtEveryPartition() {
        newTopic(3);
        StreamHealth health = driver().health();

        assertThat(health.brokers()).isNotEmpty();
        assertThat(health.controller()).isPresent();
        assertThat(health.partitions()).isGreaterThanOrEqualTo(3);
        assertThat(health.serving()).as(health::toString).isTrue();
        here().secrets().search("the health", health + " " + health.warnings());
    }

    @Test
    void accessRulesAreAddedAndRemovedHoweverOften() {
        AclRule rule = new AclRule("TOPIC", freshName(), "LITERAL", "User:tck", "*", "READ", "ALLOW");
        AclRule other = new AclRule("GROUP", freshName(), "PREFIXED", "User:tck", "*", "READ", "ALLOW");
        boolean unreadable = lacks(EventCapability.READ_ACLS, () -> driver().acls());
        if (lacks(EventCapability.CHANGE_ACLS, () -> driver().addAcls(List.of(rule))) || unreadable) {
            return;
        }
        driver().addAcls(List.of(rule, other));
        driver().addAcls(List.of(rule));
        await(() -> driver().acls().containsAll(List.of(rule, other)));
        assertThat(driver().acls()).containsOnlyOnce(rule);

        driver().removeAcls(List.of(rule));
        driver().removeAcls(List.of(rule));
        await(() -> !driver().acls().contains(rule));
        assertThat(driver().acls()).contains(other);
        driver().removeAcls(List.of(other));
    }

    @Test
    void whoeverAsksForNothingIsAnsweredNothing() {
        assertThat(driver().settings(Set.of(), Set.of()).found()).isEmpty();
        assertThat(driver().changeSettings(Map.of(), false)).isEmpty();
        assertThat(driver().createTopics(List.of())).isEmpty();
        assertThat(driver().offsets(Set.of(), OffsetPoint.latest()).found()).isEmpty();
        assertThat(driver().describeTopics(Set.of()).found()).isEmpty();
        assertThat(driver().groups(Set.of()).found()).isEmpty();
        assertThat(driver().groupOffsets(Set.of()).found()).isEmpty();
        assertThat(driver().changeGroupOffsets(Map.of())).isEmpty();
    }

    @Test
    void aDriverIsAskedByManyThreadsAtOnce() {
        PartitionId partition = id(newTopic(1), 0);
        write(partition, 3);

        List<CompletableFuture<Long>> answers = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> offset(partition, OffsetPoint.latest())))
                .toList();

        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(3));
    }

    @Test
    void aDriverIsClosedTwiceWithoutHarm() {
        EventStreamDriver other = here().newDriver();
        other.clusterId();
        other.close();

        assertThatCode(other::close).doesNotThrowAnyException();
    }

    @Test
    void whatIsNotThereIsNotUnwrapped() {
        assertThat(driver().unwrap(Hook.class)).isEmpty();
    }

    @Test
    void nothingIsCopiedFromAClusterThatNobodyNamed() {
        assertThat(driver().replicationFrom(another())).isEmpty();
    }

    @Test
    void aClusterThatDoesNotAnswerIsUnavailable() {
        if (!has(Hook.UNREACHABLE, () -> here().unreachableDriver())) {
            return;
        }
        EventStreamDriver dead = closedLater(here().unreachableDriver());
        PartitionId partition = id("any", 0);

        unavailable(dead::clusterId);
        unavailable(dead::health);
        unavailable(() -> dead.describeTopics(Set.of("any")));
        unavailable(() -> dead.settings(Set.of("any"), Set.of()));
        unavailable(() -> dead.offsets(Set.of(partition), OffsetPoint.latest()));
        unavailable(() -> dead.groupOffsets(Set.of("any")));
        unavailable(() -> {
            try (EventReader reader = dead.reader(ReaderSettings.committed())) {
                reader.seek(Map.of(partition, 0L));
                reader.poll(A_MOMENT);
            }
        });
    }

    @Test
    void aChangeOfAClusterThatDoesNotAnswerIsUnavailable() {
        if (!has(Hook.UNREACHABLE, () -> here().unreachableDriver())) {
            return;
        }
        EventStreamDriver dead = closedLater(here().unreachableDriver());

        assertThat(List.of(
                        failure(() -> dead.createTopics(List.of(TopicSpec.of("any", 1, Map.of())))),
                        failure(() -> dead.changeGroupOffsets(Map.of("any", Map.of(id("any", 0), GroupOffset.of(0))))),
                        failure(() -> {
                            try (EventWriter writer = dead.writer(WriterSettings.plain())) {
                                writer.append(NewEvent.of("any", null, new byte[] {1}));
                                writer.flush();
                            }
                        })))
                .extracting(DrException::code)
                .containsOnly(ErrorCode.UNAVAILABLE);
    }

    @Test
    void aStrangerIsNotTakenForAClusterThatDoesNotAnswer() {
        if (has(Hook.STRANGER, () -> here().strangerDriver())) {
            EventStreamDriver stranger = closedLater(here().strangerDriver());
            refused(ErrorCode.UNAUTHENTICATED, stranger::clusterId);
            refused(ErrorCode.UNAUTHENTICATED, stranger::topics);
        }
    }

    @Test
    void whatIsForbiddenIsNotTakenForMissing() {
        if (!has(Hook.FORBIDDEN, () -> here().forbiddenDriver())) {
            return;
        }
        PartitionId partition = id(newTopic(1), 0);
        EventStreamDriver forbidden = closedLater(here().forbiddenDriver());
        String topic = partition.topic();
        String group = freshName();

        denied(forbidden.describeTopics(Set.of(topic)).failed().get(topic));
        denied(forbidden.settings(Set.of(topic), Set.of()).failed().get(topic));
        denied(forbidden
                .offsets(Set.of(partition), OffsetPoint.latest())
                .failed()
                .get(partition));
        denied(forbidden.groups(Set.of(group)).failed().get(group));
        denied(forbidden.groupOffsets(Set.of(group)).failed().get(group));
        denied(forbidden
                .changeSettings(Map.of(topic, Map.of("retention.ms", Optional.of("1000"))), false)
                .get(topic));
        denied(forbidden
                .changeGroupOffsets(Map.of(group, Map.of(partition, GroupOffset.of(0))))
                .get(group));
        refused(ErrorCode.PERMISSION_DENIED, () -> {
            try (EventReader reader = forbidden.reader(ReaderSettings.committed())) {
                reader.seek(Map.of(partition, 0L));
                reader.poll(here().patience());
            }
        });
    }

    private void denied(@Nullable DrException failure) {
        checked(ErrorCode.PERMISSION_DENIED, failure);
    }

    private void unavailable(ThrowingCallable call) {
        refused(ErrorCode.UNAVAILABLE, call);
    }
}
