package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.aws.testing.AwsFault;
import com.datafly.signal.dr.aws.testing.Call;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.RestoreRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process dies at any of the calls that a restore makes; another one goes on, and there is one copy. */
class RdsRestoreCrashTest {

    private final RdsHarness rds = new RdsHarness(Duration.ZERO).lookEvery(Duration.ofMinutes(10));
    private final String snapshot = rds.snapshot();
    private int copies;

    @AfterEach
    void close() {
        rds.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = AwsFault.class,
            names = {"REQUEST_LOST", "ANSWER_LOST"})
    void aRestoreThatStoppedAtAnyCallIsFinishedByANewProcess(AwsFault fault) {
        List<Call> calls = callsOfAWholeRestore();
        assertThat(calls)
                .extracting(Call::action)
                .contains("RestoreDBInstanceFromDBSnapshot", "ModifyDBInstance", "AddTagsToResource");

        List<String> survived = new ArrayList<>();
        for (int dying = 0; dying < calls.size(); dying++) {
            RestoreRequest request = RdsHarness.request(nextName(), RecoveryTarget.snapshot(snapshot));
            planAt(calls, dying, fault);
            // A refusal, as of a look for what is not there yet, is no answer that is lost.
            if (!diesWhileRestoring(request) && calls.get(dying).httpStatus() == 200) {
                survived.add(calls.get(dying).action() + ", call " + dying);
            }
            rds.server().faults().clear();

            assertFinishedByANewProcess(request, calls.get(dying).action() + ", call " + dying);
        }
        assertThat(survived).isEmpty();
    }

    private List<Call> callsOfAWholeRestore() {
        int before = rds.server().calls().size();
        try (DatabaseDriver driver = rds.open(RdsHarness.ORDERS)) {
            rds.restore(driver, RdsHarness.request(nextName(), RecoveryTarget.snapshot(snapshot)));
        }
        List<Call> all = rds.server().calls();
        return all.subList(before, all.size());
    }

    private String nextName() {
        copies++;
        return "copy-" + copies;
    }

    /** Lets the request with that place in the order of all requests be lost. */
    private void planAt(List<Call> calls, int dying, AwsFault fault) {
        String action = calls.get(dying).action();
        int before = (int) calls.subList(0, dying).stream()
                .filter(call -> call.action().equals(action))
                .count();
        Runnable lose = () -> rds.server().faults().next(action, fault);
        if (before == 0) {
            lose.run();
        } else {
            rds.server().faults().before(action, before, lose);
        }
    }

    private boolean diesWhileRestoring(RestoreRequest request) {
        try (DatabaseDriver driver = rds.open(RdsHarness.ORDERS)) {
            rds.restore(driver, request);
            return false;
        } catch (DrException death) {
            return true;
        }
    }

    private void assertFinishedByANewProcess(RestoreRequest request, String death) {
        try (DatabaseDriver driver = rds.open(RdsHarness.ORDERS)) {
            driver.startRestore(request);
            OperationStatus end = rds.finish(driver, request);
            assertThat(end.state()).as(death).isEqualTo(OperationState.SUCCEEDED);
            var provenance = driver.openRestored(request.name()).provenance();
            assertThat(provenance.key()).as(death).isEqualTo(request.key());
            assertThat(provenance.differences()).as(death).isEmpty();
            assertThat(effectiveRestores(request.name())).as(death).isEqualTo(1);
            driver.startDiscard(request.name());
            rds.eventually(() -> Optional.of(true)
                    .filter(gone -> driver.findRestored(request.name()).isEmpty()));
        }
    }

    /** Counts the calls that made something: an answer that was lost has the status 0. */
    private long effectiveRestores(String name) {
        return rds.rds().instances().stream().filter(name::equals).count()
                + rds.server().calls().stream()
                        .filter(call -> call.action().equals("RestoreDBInstanceFromDBSnapshot"))
                        .filter(call -> name.equals(call.parameters().get("DBInstanceIdentifier")))
                        .filter(call -> call.httpStatus() == 200)
                        .skip(1)
                        .count();
    }

    @Test
    void aProcessThatFindsTheKeyAloneSeesWhatIsLeftToDo() {
        RestoreRequest request = RdsHarness.request(nextName(), RecoveryTarget.snapshot(snapshot));
        try (DatabaseDriver dying = rds.open(RdsHarness.ORDERS)) {
            dying.startRestore(request);
        }
        rds.clock().advance(Duration.ofHours(2));

        try (DatabaseDriver other = rds.open(RdsHarness.ORDERS)) {
            assertThat(other.findOperation(request.key()))
                    .hasValueSatisfying(status -> assertThat(status.needsCall()).isTrue());
            assertThat(rds.finish(other, request).resultId()).contains(request.name());
        }
    }

    @Test
    void aModificationThatNobodyRememberedIsRepeatedAndDoesNoHarm() {
        RestoreRequest request = RdsHarness.request(nextName(), RecoveryTarget.snapshot(snapshot));
        try (DatabaseDriver driver = rds.open(RdsHarness.ORDERS)) {
            driver.startRestore(request);
            rds.clock().advance(Duration.ofHours(2));
            rds.server().faults().next("AddTagsToResource", AwsFault.REQUEST_LOST);
            dieAt(() -> driver.continueRestore(request));
            driver.continueRestore(request);

            rds.finish(driver, request);

            assertThat(driver.openRestored(request.name()).provenance().differences())
                    .isEmpty();
        }
    }

    private static void dieAt(Runnable call) {
        List<DrException> deaths = new ArrayList<>();
        try {
            call.run();
        } catch (DrException death) {
            deaths.add(death);
        }
        assertThat(deaths).hasSize(1);
    }
}
