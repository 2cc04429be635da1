package com.datafly.signal.dr.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.ObjectWriter;
import com.datafly.signal.dr.store.Precondition;
import com.datafly.signal.dr.tck.Fault;
import com.datafly.signal.dr.tck.FaultPlan;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import com.datafly.signal.dr.tck.ObjectStoreContract;
import com.datafly.signal.dr.tck.SettableClock;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ResilientObjectStoreTest extends ObjectStoreContract {

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final FaultPlan faults = FaultPlan.create();
    private final InMemoryObjectStore objects = InMemoryObjectStore.create("test", clock);

    @Override
    protected ObjectStore open() {
        Calls calls = Calls.toStore(objects.address(), new Redactor(List.of()), clock);
        return new ResilientObjectStore(new FaultyObjectStore(objects, faults), calls);
    }

    @Test
    void readsAreRepeated() {
        ObjectStore store = open();
        store.write("key", bytes("x"), Precondition.absent());
        for (String call : List.of("find", "read", "list")) {
            faults.next(call, Fault.REFUSED, 2);
        }

        assertThat(store.find("key")).isPresent();
        assertThat(store.read("key")).hasContent("x");
        assertThat(store.list("", "", 10)).hasSize(1);
    }

    @Test
    void aConditionalWriteWhoseAnswerWasLostIsRecognised() {
        ObjectStore store = open();
        faults.next("write", Fault.ANSWER_LOST);
        ObjectInfo first = store.write("key", bytes("1"), Precondition.absent());
        faults.next("write", Fault.ANSWER_LOST);
        ObjectInfo second = store.write("key", bytes("2"), Precondition.version(first.version()));

        assertThat(objects.find("key").orElseThrow().version()).isEqualTo(second.version());
        assertThat(faults.count("write")).isEqualTo(2);
    }

    @Test
    void aConditionalWriteWhoseRequestWasLostIsMadeAgain() {
        ObjectStore store = open();
        faults.next("write", Fault.REQUEST_LOST, 2);
        store.write("key", bytes("1"), Precondition.absent());

        assertThat(objects.read("key")).hasContent("1");
    }

    @Test
    void anotherWritersObjectIsAConflictWhoseOwnEffectIsUnknown() {
        ObjectStore store = open();
        faults.next("write", Fault.REQUEST_LOST);
        faults.before("write", 2, () -> objects.write("key", bytes("other"), Precondition.absent()));

        DrException failure = failure(() -> store.write("key", bytes("mine"), Precondition.absent()));
        assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(objects.read("key")).hasContent("other");
    }

    @Test
    void anUnconditionalWriteIsMadeAgain() {
        ObjectStore store = open();
        objects.write("key", bytes("old"), Precondition.none());
        faults.next("write", Fault.REQUEST_LOST);
        faults.next("write", Fault.THROTTLED);
        store.write("key", bytes("new"), Precondition.none());

        assertThat(objects.read("key")).hasContent("new");
    }

    @Test
    void aFullStoreIsNotTriedAgain() {
        ObjectStore store = open();
        faults.next("write", DrException.of(ErrorCode.QUOTA, "write", "the bucket is full"));

        assertThat(failure(() -> store.write("key", bytes("1"), Precondition.none()))
                        .code())
                .isEqualTo(ErrorCode.QUOTA);
        assertThat(faults.count("write")).isEqualTo(1);
    }

    @Test
    void aDeletionWhoseAnswerWasLostIsLookedUp() {
        ObjectStore store = open();
        String version = store.write("key", bytes("1"), Precondition.none()).version();
        faults.next("delete", Fault.REQUEST_LOST);
        faults.next("delete", Fault.ANSWER_LOST);

        assertThat(store.delete("key", Precondition.version(version))).isTrue();
        assertThat(objects.find("key")).isEmpty();
        assertThat(store.delete("key", Precondition.none())).isFalse();
    }

    @Test
    void aCommitIsSentOnce() {
        ObjectStore store = open();
        faults.next("commit", Fault.ANSWER_LOST);
        faults.next("commit", Fault.REQUEST_LOST);

        assertThat(commit(store, "first").key()).isEqualTo("first");
        DrException failure = failure(() -> commit(store, "second"));
        assertThat(failure.code()).isEqualTo(ErrorCode.INDETERMINATE);
        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(faults.count("commit")).isEqualTo(2);
    }

    @Test
    void whatAWriterIsRefusedForNowIsSentAgain() {
        ObjectStore store = open();
        faults.next("append", Fault.THROTTLED, 2);
        faults.next("commit", Fault.REFUSED);

        assertThat(commit(store, "key").size()).isEqualTo(18);
        assertThat(store.read("key")).hasContent("part one, part two");
    }

    @Test
    void aReadBackThatFailsLeavesTheOutcomeUnknown() {
        ObjectStore store = open();
        faults.next("write", Fault.ANSWER_LOST);
        faults.next("find", DrException.of(ErrorCode.PERMISSION_DENIED, "find", "write only"));

        DrException failure = failure(() -> store.write("key", bytes("1"), Precondition.absent()));
        assertThat(failure.code()).isEqualTo(ErrorCode.INDETERMINATE);
        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
    }

    private static ObjectInfo commit(ObjectStore store, String key) {
        try (ObjectWriter writer = store.writer(key, Precondition.absent())) {
            writer.write(bytes("part one, "), 0, 10);
            writer.write(bytes("part two"), 0, 8);
            return writer.commit();
        }
    }

    private static DrException failure(ThrowingCallable action) {
        return catchThrowableOfType(DrException.class, action);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
