package com.datafly.signal.dr.internal.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.playbook.Decision;
import com.datafly.signal.dr.playbook.Guard;
import com.datafly.signal.dr.playbook.GuardKind;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.Guards;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepAction;
import com.datafly.signal.dr.playbook.StepContext;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Work that was done, though its answer was lost and a look does not show it yet. */
class RunDoubtTest extends RunFixture {

    @Test
    void aSecondCallThatIsRefusedSaysNothingOfTheFirst() {
        Step step = Step.of("cut", new Lagging(provider(), true), new CountedWork.Input("x"), more -> {});
        Run run = start(Playbook.define("lagging", p -> p.step(step)));

        RunStatus unclear = run.await(LONG);

        assertThat(unclear.state()).isEqualTo(RunState.INDETERMINATE);
        assertThat(unclear.reason()).contains("slow down", "no trace");
        run.decide("cut", Decision.retry("ann", "again"));
        assertThat(run.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(provider().effects()).isEqualTo(Map.of("cut", 1));
    }

    @Test
    void aGuardThatFailsBeforeTheSecondCallSaysNothingOfTheFirst() {
        AtomicInteger asked = new AtomicInteger();
        Guard guard = Guards.custom(
                "second time",
                GuardKind.CONDITION,
                Map.of(),
                context -> asked.incrementAndGet() == 2 ? GuardResult.failed("not now") : GuardResult.passed("now"));
        Step step =
                Step.of("cut", new Lagging(provider(), false), new CountedWork.Input("x"), more -> more.guard(guard));
        Run run = start(Playbook.define("lagging", p -> p.step(step)));

        RunStatus unclear = run.await(LONG);

        assertThat(unclear.state()).isEqualTo(RunState.INDETERMINATE);
        assertThat(unclear.reason()).contains("second time", "not now", "no trace");
        run.decide("cut", Decision.retry("ann", "again"));
        assertThat(run.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(provider().effects()).isEqualTo(Map.of("cut", 1));
    }

    /** Loses its first answer; called again under the same key, it adopts what is there. */
    private static final class Lagging implements StepAction<CountedWork.Input, CountedWork.Output> {

        private final CountingProvider provider;
        private final boolean refusesSecond;
        private final AtomicInteger calls = new AtomicInteger();

        Lagging(CountingProvider provider, boolean refusesSecond) {
            this.provider = provider;
            this.refusesSecond = refusesSecond;
        }

        @Override
        public String name() {
            return "lagging";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Class<CountedWork.Input> inputType() {
            return CountedWork.Input.class;
        }

        @Override
        public Class<CountedWork.Output> outputType() {
            return CountedWork.Output.class;
        }

        @Override
        public CountedWork.Output act(StepContext context, CountedWork.Input input) {
            int call = calls.incrementAndGet();
            if (call == 2 && refusesSecond) {
                throw DrException.of(ErrorCode.THROTTLED, "make", "slow down");
            }
            if (!provider.has(context.key())) {
                provider.make(context.stepId(), context.key());
            }
            if (call == 1) {
                throw DrException.create(
                        ErrorCode.UNAVAILABLE,
                        "make",
                        "the connection broke off",
                        failure -> failure.effect(Effect.UNKNOWN));
            }
            return new CountedWork.Output(input.what(), context.key().value());
        }

        @Override
        public Sighting<CountedWork.Output> find(StepContext context, CountedWork.Input input) {
            return Sighting.notStarted("there is no trace of the key, and acting again adopts what may appear");
        }

        @Override
        public void undo(StepContext context, CountedWork.Input input, CountedWork.Output output) {
            provider.unmake(context.stepId());
        }
    }
}
