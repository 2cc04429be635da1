package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.ConsumerGroup;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.GroupState;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.tck.EventStreamHarness.Hook;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a driver does with consumer groups. */
abstract class EventStreamDriverGroups extends EventStreamDriverTopics {

    @Test
    void aGroupThatDoesNotExistIsDeadAndHasNoOffsets() {
        String group = freshName();

        assertThat(look(group).state()).isEqualTo(GroupState.DEAD);
        assertThat(look(group).members()).isZero();
        assertThat(driver().groupOffsets(Set.of(group)).orThrow()).containsEntry(group, Map.of());
        assertThat(driver().groups()).extracting(ConsumerGroup::name).doesNotContain(group);
        assertThat(driver().groupNames()).doesNotContain(group);
    }

    @Test
    void offsetsAreMovedOfAGroupThatIsMadeByIt() {
        PartitionId partition = id(newTopic(2), 0);
        String group = freshName();
        if (lacksMoving(group, partition)) {
            return;
        }
        write(partition, 3);

        move(group, Map.of(partition, new GroupOffset(2, "noted beside it")));

        assertThat(offsets(group)).containsOnly(Map.entry(partition, new GroupOffset(2, "noted beside it")));
        assertThat(driver().groups()).extracting(ConsumerGroup::name).contains(group);
        assertThat(driver().groupNames()).contains(group);
        assertThat(look(group).state()).isEqualTo(GroupState.EMPTY);
        assertThat(look(group).state().idle()).isTrue();
    }

    @Test
    void theNamedPartitionsAreMovedAndNoOthers() {
        String topic = newTopic(2);
        String group = freshName();
        if (lacksMoving(group, id(topic, 0))) {
            return;
        }
        move(group, Map.of(id(topic, 0), GroupOffset.of(5), id(topic, 1), GroupOffset.of(6)));
        move(group, Map.of(id(topic, 0), GroupOffset.of(4)));

        assertThat(offsets(group))
                .containsOnly(Map.entry(id(topic, 0), GroupOffset.of(4)), Map.entry(id(topic, 1), GroupOffset.of(6)));
    }

    @Test
    void offsetsOfManyGroupsAreReadAtOnce() {
        PartitionId partition = id(newTopic(1), 0);
        String missing = freshName();
        if (lacksMoving(missing, partition)) {
            return;
        }
        Map<String, Map<PartitionId, GroupOffset>> moves = new HashMap<>();
        List.of(1L, 2L, 3L).forEach(offset -> moves.put(freshName(), Map.of(partition, GroupOffset.of(offset))));
        assertThat(driver().changeGroupOffsets(moves)).isEmpty();

        Map<String, Map<PartitionId, GroupOffset>> expected = new HashMap<>(moves);
        expected.put(missing, Map.of());
        assertThat(driver().groupOffsets(expected.keySet()).orThrow()).isEqualTo(expected);
    }

    @Test
    void aPartitionThatIsMissingIsSaidAndTheEffectIsTrue() {
        PartitionId partition = id(newTopic(1), 0);
        PartitionId missing = id(freshName(), 0);
        String group = freshName();
        if (lacksMoving(group, partition)) {
            return;
        }
        DrException failure = there(driver().changeGroupOffsets(
                        Map.of(group, Map.of(partition, GroupOffset.of(1), missing, GroupOffset.of(1))))
                .get(group));

        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(failure).hasMessageContaining(missing.topic());
        assertThat(failure.effect()).isEqualTo(offsets(group).isEmpty() ? Effect.NONE : Effect.APPLIED);
    }

    @Test
    void aGroupWhoseMembersConsumeIsSeenAndNotMoved() throws Exception {
        PartitionId partition = id(newTopic(1), 0);
        write(partition, 5);
        String active = freshName();
        String idle = freshName();
        if (!has(Hook.MEMBERS, () -> here().consume(active, partition.topic())) || lacksMoving(idle, partition)) {
            return;
        }
        try (AutoCloseable member = here().consume(active, partition.topic())) {
            assertThat(member).isNotNull();
            await(() -> look(active).state() == GroupState.STABLE);
            assertThat(look(active).members()).isEqualTo(1);
            Map<PartitionId, GroupOffset> before = offsets(active);

            Map<String, DrException> failed = driver().changeGroupOffsets(Map.of(
                    active, Map.of(partition, GroupOffset.of(1)), idle, Map.of(partition, GroupOffset.of(2))));

            assertThat(failed).containsOnlyKeys(active);
            checked(ErrorCode.FAILED_PRECONDITION, failed.get(active));
            assertThat(offsets(active)).isEqualTo(before);
            assertThat(offsets(idle)).containsOnly(Map.entry(partition, GroupOffset.of(2)));
        }
        await(() -> look(active).state().idle());
        move(active, Map.of(partition, GroupOffset.of(1)));
        assertThat(offsets(active)).containsEntry(partition, GroupOffset.of(1));
    }

    private boolean lacksMoving(String group, PartitionId partition) {
        return lacks(
                EventCapability.CHANGE_GROUP_OFFSETS,
                () -> onlyFailure(driver().changeGroupOffsets(Map.of(group, Map.of(partition, GroupOffset.of(0))))));
    }

    private void move(String group, Map<PartitionId, GroupOffset> offsets) {
        assertThat(driver().changeGroupOffsets(Map.of(group, offsets))).isEmpty();
    }

    private Map<PartitionId, GroupOffset> offsets(String group) {
        return driver().groupOffsets(Set.of(group)).orThrow().getOrDefault(group, Map.of());
    }

    private ConsumerGroup look(String group) {
        return there(driver().groups(Set.of(group)).orThrow().get(group));
    }
}
