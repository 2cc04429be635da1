package com.datafly.signal.dr.internal.platform.access;

import static com.datafly.signal.dr.platform.PlatformAction.CHANGE_SECRETS;
import static com.datafly.signal.dr.platform.PlatformAction.IDENTIFY;
import static com.datafly.signal.dr.platform.PlatformAction.KEEP_SECRETS;
import static com.datafly.signal.dr.platform.PlatformAction.LOOK_AT_BUDGETS;
import static com.datafly.signal.dr.platform.PlatformAction.LOOK_AT_PODS;
import static com.datafly.signal.dr.platform.PlatformAction.LOOK_AT_WORKLOADS;
import static com.datafly.signal.dr.platform.PlatformAction.LOOK_INTO_CONTAINERS;
import static com.datafly.signal.dr.platform.PlatformAction.READ_RELEASES;
import static com.datafly.signal.dr.platform.PlatformAction.READ_SECRETS;
import static com.datafly.signal.dr.platform.PlatformAction.RESTART;

import com.datafly.signal.dr.internal.platform.connection.SwitchOrder;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.internal.playbook.workload.AwaitHealthy;
import com.datafly.signal.dr.internal.playbook.workload.HealthInput;
import com.datafly.signal.dr.internal.playbook.workload.MonitorRestarts;
import com.datafly.signal.dr.platform.SecretOwner.Kind;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepAction;

/**
 * What steps do at the platform, undo included: the ready-made ones by this table, the host's own as they say. What the
 * software that deploys releases does by itself is its own affair.
 */
public final class StepNeeds {

    private StepNeeds() {}

    /** Returns what a step does there. */
    @SuppressWarnings("unchecked")
    public static Needs of(Step step) {
        return step.action() instanceof BuiltIn
                ? ofBuiltIn(step.action().name(), step.input())
                : Needs.of(((StepAction<Object, ?>) step.action()).platformActions(step.input()));
    }

    private static Needs ofBuiltIn(String action, Object input) {
        return switch (action) {
            case "look-at-platform", "await-healthy-platform", "monitor-restarts" -> GuardNeeds.health(health(input));
            case "capture-restart-baseline" -> Needs.of(LOOK_AT_WORKLOADS, LOOK_AT_PODS);
            case "lint-budgets" -> Needs.of(LOOK_AT_WORKLOADS, LOOK_AT_BUDGETS);
            case "record-images" -> Needs.of(LOOK_AT_PODS);
            case "record-release", "upgrade-release", "roll-back-release", "reinstall-release", "write-values" ->
                Needs.of(READ_RELEASES);
            case "export-release" -> Needs.of(READ_RELEASES, LOOK_AT_PODS).usefully(IDENTIFY);
            default -> ofConnection(action, input);
        };
    }

    /** What proves that pods hold the new value is done without where the order says so, which the first step has. */
    private static Needs ofConnection(String action, Object input) {
        Needs secrets = Needs.of(READ_SECRETS, CHANGE_SECRETS, KEEP_SECRETS);
        return switch (action) {
            case "prepare-connection-switch" ->
                secrets.with(Needs.of(LOOK_AT_WORKLOADS, LOOK_AT_PODS, RESTART)).with(ordered((SwitchOrder) input));
            // Its undo is the whole way back, restarts and looks into the pods included.
            case "switch-connection" ->
                secrets.with(Needs.of(LOOK_AT_WORKLOADS, LOOK_AT_PODS, RESTART)).usefully(LOOK_INTO_CONTAINERS);
            case "settle-connection-switch", "forget-former-connection" -> secrets;
            case "restart-connection-consumers" -> Needs.of(LOOK_AT_WORKLOADS, LOOK_AT_PODS, READ_SECRETS, RESTART);
            case "verify-connection-consumers" ->
                Needs.of(LOOK_AT_WORKLOADS, LOOK_AT_PODS, READ_SECRETS).usefully(LOOK_INTO_CONTAINERS);
            default -> Needs.NONE;
        };
    }

    /** A release that follows is asked before the switch settles whether it does; one behind a hook, if it is found. */
    private static Needs ordered(SwitchOrder order) {
        Needs proof = order.terms().unseenAccepted()
                ? Needs.NONE.usefully(LOOK_INTO_CONTAINERS)
                : Needs.of(LOOK_INTO_CONTAINERS);
        boolean releases =
                order.following().contains(Kind.HELM_3) || order.following().contains(Kind.HELM_4);
        if (releases) {
            return proof.with(Needs.of(READ_RELEASES));
        }
        return order.following().contains(Kind.OTHER) ? proof.usefully(READ_RELEASES) : proof;
    }

    private static HealthInput health(Object input) {
        if (input instanceof AwaitHealthy.Input wait) {
            return wait.health();
        }
        return input instanceof MonitorRestarts.Input watch ? watch.health() : (HealthInput) input;
    }
}
