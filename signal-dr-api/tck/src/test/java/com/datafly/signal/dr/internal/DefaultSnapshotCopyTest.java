package com.datafly.signal.dr.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotCopy;
import com.datafly.signal.dr.operation.Operation;
import com.datafly.signal.dr.tck.Fault;
import com.datafly.signal.dr.tck.InMemoryWorld;
import org.junit.jupiter.api.Test;

class DefaultSnapshotCopyTest extends PortableFixture {

    @Test
    void aSnapshotIsCopiedUnderItsNewName() {
        Snapshot copy =
                copyOf(snapshot("nightly").id()).as("abroad").key(KEY).start().await();

        assertThat(copy.name()).isEqualTo("abroad");
        assertThat(copy.key()).contains(KEY);
        assertThat(world.copies()).extracting(Snapshot::id).containsExactly(copy.id());
    }

    @Test
    void aCopyHasANameAndAKeyWithoutBeingTold() {
        Snapshot copy = copyOf(snapshot("nightly").id()).start().await();

        assertThat(copy.name()).startsWith("copy-");
        assertThat(copy.key()).isPresent();
    }

    @Test
    void theSameKeyInAnotherProcessIsTheSameCopy() {
        String id = snapshot("nightly").id();
        Operation<Snapshot> first = copyOf(id).key(KEY).start();
        try (SignalDr other = newProcess()) {
            SnapshotCopy same = other.database()
                    .snapshots()
                    .copy(id)
                    .to(InMemoryWorld.ELSEWHERE)
                    .key(KEY);
            assertThat(same.start().await().id()).isEqualTo(first.await().id());
        }

        assertThat(world.copies()).hasSize(1);
        assertThat(faults().count("startCopy")).isEqualTo(1);
    }

    @Test
    void aLostAnswerIsLookedUpAndNothingIsCopiedTwice() {
        String id = snapshot("nightly").id();
        faults().next("startCopy", Fault.ANSWER_LOST);

        assertThat(copyOf(id).key(KEY).start().await().key()).contains(KEY);
        assertThat(world.copies()).hasSize(1);
    }

    @Test
    void aLostRequestIsIndeterminate() {
        String id = snapshot("nightly").id();
        faults().next("startCopy", Fault.REQUEST_LOST);

        failure(ErrorCode.INDETERMINATE, () -> copyOf(id).key(KEY).start());
        assertThat(world.copies()).isEmpty();
    }

    @Test
    void badInputIsRefusedBeforeAnythingIsTouched() {
        String id = snapshot("nightly").id();

        refused(ErrorCode.INVALID_ARGUMENT, () -> database.snapshots().copy(" "));
        refused(ErrorCode.INVALID_ARGUMENT, () -> database.snapshots().copy(id).start());
        refused(
                ErrorCode.INVALID_ARGUMENT,
                () -> database.snapshots().copy(id).to("eu central").start());
        refused(ErrorCode.INVALID_ARGUMENT, () -> copyOf(id).as("Not A Name").start());
        refused(ErrorCode.INVALID_ARGUMENT, () -> copyOf(id).encryptedWith("").start());
        refused(ErrorCode.NOT_FOUND, () -> copyOf("no-such-snapshot").start());
        refused(
                ErrorCode.INVALID_ARGUMENT,
                () -> database.snapshots().copy(id).to("nowhere").start());
        assertThat(world.copies()).isEmpty();
    }

    @Test
    void aSnapshotThatIsBeingMadeIsNotCopied() {
        database.snapshots().create("nightly", KEY);
        String id = database.snapshots().list().get(0).id();

        assertThat(refused(ErrorCode.FAILED_PRECONDITION, () -> copyOf(id).start()))
                .hasMessageContaining("CREATING");
    }

    @Test
    void whatIsNotSupportedIsRefused() {
        String id = snapshot("nightly").id();
        world.disable(Capability.SNAPSHOT_COPY, "there is but one place");

        assertThat(refused(ErrorCode.UNSUPPORTED, () -> copyOf(id).start()))
                .hasMessageContaining("there is but one place");
    }

    private SnapshotCopy copyOf(String id) {
        return database.snapshots().copy(id).to(InMemoryWorld.ELSEWHERE);
    }
}
