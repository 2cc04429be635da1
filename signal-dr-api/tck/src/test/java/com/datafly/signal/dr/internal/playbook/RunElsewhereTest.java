package com.datafly.signal.dr.internal.playbook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.playbook.ApprovalGate;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.JournalRegister;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Runs whose runner died on another machine: nothing but the time tells that its leases are free. */
class RunElsewhereTest extends RunFixture {

    @Test
    void aRunnerOnAnotherMachineTakesOverWithAllItsLeases() {
        Playbook playbook = Playbook.define(
                "gated",
                p -> p.step(EveryKind.make(provider(), "make"))
                        .step(EveryKind.make(provider(), "cut")
                                .with(step -> step.after("make").approval(ApprovalGate.of(gate -> {})))));
        DyingMachine machine = new DyingMachine(driver());
        Run run = start(
                playbook,
                environment(machine, more -> {}),
                order -> order.lease("customers").lease("orders").lease("stock"));
        assertThat(run.await(LONG).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
        machine.die();

        Run resumed = resume(playbook, environment());
        resumed.approve("cut", "ann", PLAN);

        assertThat(resumed.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(provider().effects()).isEqualTo(Map.of("make", 1, "cut", 1));
    }

    /**
     * Its processes cannot be seen from here, and once it is dead it writes nothing. Others hear of shorter leases than
     * it has itself, so that it loses none while it lives, and they need not wait long.
     */
    private static final class DyingMachine extends ThroughJournal {

        private volatile boolean dead;

        DyingMachine(JournalDriver journal) {
            super(journal);
        }

        void die() {
            dead = true;
        }

        @Override
        public void append(String log, long sequence, byte[] block) {
            requireAlive();
            super.append(log, sequence, block);
        }

        @Override
        public JournalRegister setRegister(String name, byte[] content, Optional<String> expectedVersion) {
            requireAlive();
            String elsewhere = new String(content, UTF_8)
                    .replaceFirst("\"space\":\"", "\"space\":\"another ")
                    .replaceFirst("\"ttl\":\"[^\"]*\"", "\"ttl\":\"PT2S\"");
            return super.setRegister(name, elsewhere.getBytes(UTF_8), expectedVersion);
        }

        private void requireAlive() {
            if (dead) {
                throw DrException.of(ErrorCode.INTERNAL, "write", "this machine is dead");
            }
        }
    }
}
