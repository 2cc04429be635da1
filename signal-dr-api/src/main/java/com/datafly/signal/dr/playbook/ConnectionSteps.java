package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.internal.platform.connection.ForgetFormer;
import com.datafly.signal.dr.internal.platform.connection.MakeSwitch;
import com.datafly.signal.dr.internal.platform.connection.PrepareSwitch;
import com.datafly.signal.dr.internal.platform.connection.RestartConsumers;
import com.datafly.signal.dr.internal.platform.connection.SettleSwitch;
import com.datafly.signal.dr.internal.platform.connection.SwitchOrder;
import com.datafly.signal.dr.internal.platform.connection.VerifyConsumers;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The steps by which the workloads of {@link StepContext#platform()} get another database, or another event stream: one
 * transaction over a secret and all pods that use it. As long as pods may differ the secret says so, whatever becomes
 * of the run; see {@code Platform.connections()}.
 *
 * <p>A drill leaves out all of them.
 *
 * @since 0.1
 */
public final class ConnectionSteps {

    private ConnectionSteps() {}

    /**
     * Returns the whole transaction, each step after the one before: {@code NAME-prepare}, {@code NAME-switch},
     * {@code NAME-restart}, {@code NAME-verify} and {@code NAME-settle}.
     *
     * @param name what the steps' ids begin with
     */
    public static List<Step> switchOver(String name, String secret, Consumer<ConnectionSettings> more) {
        String prepare = name + "-prepare";
        String change = name + "-switch";
        String verify = name + "-verify";
        String restart = name + "-restart";
        return List.of(
                prepare(prepare, secret, more),
                change(change, prepare),
                restart(restart, prepare, change),
                verify(verify, prepare, change).after(restart),
                settle(name + "-settle", prepare).after(verify));
    }

    /**
     * Finds out who writes and who uses a secret, makes its new values, and keeps the former ones encrypted in a secret
     * beside it. Leaves a {@code ConnectionPrepared}. The undo removes what is kept, and goes back before that where a
     * switch was left as it was.
     *
     * <p>Refuses, before anything is touched, with {@code NOT_FOUND} if there is no such secret or key;
     * {@code FAILED_PRECONDITION} if it is immutable, an owner would write its own value over ours and is not declared
     * to follow, nobody uses it, a pod does that no workload keeps and nobody else is declared to restart, a consumer
     * is paused or not rolled out, another key still names what the switched ones name no longer and is not accepted as
     * it is, or it has the new values already; {@code CONFLICT} while another switch of it is under way;
     * {@code INVALID_ARGUMENT} if a value is not understood; {@code UNSUPPORTED} if the credential may not do what is
     * needed.
     */
    public static Step prepare(String id, String secret, Consumer<ConnectionSettings> more) {
        SwitchOrder order = ConnectionSettings.of(id, secret, more);
        Step step =
                onSource("prepare the switch of secret/" + secret, Step.of(id, new PrepareSwitch(), order, s -> {}));
        return step.after(new PrepareSwitch().uses(order).toArray(String[]::new));
    }

    /**
     * Gives the secret of a {@link #prepare} step its new values, if it still has the former ones: {@code CONFLICT}
     * else. Refuses, as that step does, pods that no workload keeps, and other keys, that came meanwhile. Leaves a
     * {@code ConnectionSwitched}. The undo is the whole way back: the former values, and then every pod that took the
     * new ones, or may have.
     */
    public static Step change(String id, String prepareStep) {
        return onSource(
                        "switch the connection",
                        Step.of(
                                id,
                                new MakeSwitch(),
                                new MakeSwitch.Input(prepareStep),
                                s -> s.timeout(Duration.ofHours(2))))
                .after(prepareStep);
    }

    /**
     * Restarts everything that uses the secret, in order. Leaves a {@code ConsumersRestarted}. Fails with
     * {@code FAILED_PRECONDITION} if new pods crash or cannot start, {@code DEADLINE_EXCEEDED} if they do not become
     * ready in time, each with what became of every workload; {@code CONFLICT} if somebody wrote over the new values.
     * Retried, it goes on with those that are not new. What it did is undone by the {@link #change} step's undo.
     */
    public static Step restart(String id, String prepareStep, String changeStep) {
        return onSource(
                        "restart the consumers",
                        Step.of(
                                id,
                                new RestartConsumers(),
                                new RestartConsumers.Input(prepareStep, changeStep),
                                step -> step.kind(StepKind.PURE)))
                .after(prepareStep, changeStep);
    }

    /**
     * Asks every pod of every consumer, by hash, whether it holds the new values; waits for those that end, and for
     * those that somebody else restarts. Leaves a {@code ConsumersVerified}, and evidence for each workload. Fails with
     * {@code INTEGRITY_FAILED} if a pod holds something else or may do so, {@code FAILED_PRECONDITION} if nothing is
     * proven and that is not accepted, {@code CONFLICT} if somebody wrote over the new values.
     */
    public static Step verify(String id, String prepareStep, String changeStep) {
        return onSource(
                        "verify what the consumers hold",
                        Step.of(
                                id,
                                new VerifyConsumers(),
                                new VerifyConsumers.Input(prepareStep, changeStep),
                                step -> step.kind(StepKind.PURE)))
                .after(prepareStep, changeStep);
    }

    /**
     * Notes at the secret that every pod was accounted for; belongs behind {@link #verify}. Fails with
     * {@code FAILED_PRECONDITION} while the next upgrade of a release of Helm that writes the secret would write
     * something else than the new values. The undo takes it back.
     */
    public static Step settle(String id, String prepareStep) {
        return onSource(
                        "settle the switch",
                        Step.of(id, new SettleSwitch(), new SettleSwitch.Input(prepareStep), step -> {}))
                .after(prepareStep);
    }

    /** Removes the former values of a settled switch for good. A switch that is not settled is a {@code CONFLICT}. */
    public static Step forget(String id, String prepareStep) {
        return onSource(
                        "forget the former connection",
                        Step.of(
                                id,
                                new ForgetFormer(),
                                new ForgetFormer.Input(prepareStep),
                                step -> step.kind(StepKind.POINT_OF_NO_RETURN)))
                .after(prepareStep);
    }

    private static Step onSource(String title, Step step) {
        return step.with(more -> more.title(title).scope(StepScope.SOURCE));
    }
}
