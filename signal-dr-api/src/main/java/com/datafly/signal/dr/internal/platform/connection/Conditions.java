package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.internal.platform.rollout.DefaultRollouts;
import com.datafly.signal.dr.platform.PlatformCapability;
import com.datafly.signal.dr.platform.SecretOwner;
import java.util.ArrayList;
import java.util.List;

/** What forbids a switch. Everything is asked before anything is touched. */
final class Conditions {

    private final PlatformResource resource;
    private final SwitchOrder order;

    Conditions(PlatformResource resource, SwitchOrder order) {
        this.resource = resource;
        this.order = order;
    }

    /**
     * Refuses a switch that could not be made, or would not stay.
     *
     * @return who uses the secret
     * @throws DrException with {@code UNSUPPORTED}, {@code FAILED_PRECONDITION}, {@code NOT_FOUND} or {@code CONFLICT}
     */
    Consumers require(LiveSecret live, String backup) {
        requireCapabilities();
        live.values(order.keys());
        if (live.immutable()) {
            throw refusal(
                    "it is immutable",
                    "Make a secret of another name with the new values, and let the consumers use that: one of the same"
                            + " name, deleted and made again, may still be read as the former one.");
        }
        requireNoOther(live, backup);
        live.owners().forEach(owner -> requireFollowing(owner, live.isUnmarked(owner)));
        Consumers consumers = Consumers.find(resource, order.secret(), order.keys());
        requireConsumers(consumers);
        consumers.requireKept(resource, operation(), order.terms().elsewhere());
        return consumers;
    }

    private void requireCapabilities() {
        List<PlatformCapability> needed = new ArrayList<>(List.of(
                PlatformCapability.READ_SECRETS, PlatformCapability.CHANGE_SECRETS, PlatformCapability.RESTART));
        if (!order.terms().unseenAccepted()) {
            needed.add(PlatformCapability.LOOK_INTO_CONTAINERS);
        }
        resource.require(needed, operation());
    }

    private void requireNoOther(LiveSecret live, String backup) {
        if (live.marks().underWay() || live.marks().backup().equals(backup)) {
            throw resource.refusal(
                    ErrorCode.CONFLICT,
                    operation(),
                    "a switch of it is under way already: " + live.marks().state() + " since "
                            + live.marks().changedBy(),
                    "Resume that switch's run, or cancel it with an undo. Connections.look tells where it stands.");
        }
    }

    /** A release that the secret bears no mark of may have been declared as nobody in particular. */
    private void requireFollowing(SecretOwner owner, boolean unmarked) {
        if (owner.overwrite() == SecretOwner.Overwrite.UNLIKELY
                || order.following().contains(owner.kind())
                || (unmarked && order.following().contains(SecretOwner.Kind.OTHER))) {
            return;
        }
        String when =
                owner.overwrite() == SecretOwner.Overwrite.BY_ITSELF ? "soon, by itself" : "when it is deployed next";
        throw refusal(
                owner + " writes its own value over ours " + when,
                owner.remedy() + " Where that is done, or a step of this playbook does it, say so by follows("
                        + owner.kind() + ").");
    }

    private void requireConsumers(Consumers consumers) {
        if (consumers.isEmpty()) {
            throw refusal(
                    "nobody uses its keys " + order.keys(), "Name the secret, and the keys, that the workloads use.");
        }
        for (Consumer consumer : consumers.workloads()) {
            if (consumer.rollsOut()) {
                DefaultRollouts.requireRollable(resource, consumer.workload());
            }
        }
        List<String> found = consumers.names();
        List<String> missing =
                order.named().stream().filter(named -> !found.contains(named)).toList();
        if (!missing.isEmpty()) {
            throw refusal(
                    missing + " are to be restarted first, and do not use it",
                    "Name consumers, which are: " + String.join(", ", found) + ".");
        }
    }

    private String operation() {
        return "switch secret/" + order.secret();
    }

    private DrException refusal(String problem, String hint) {
        return resource.refusal(ErrorCode.FAILED_PRECONDITION, operation(), problem, hint);
    }
}
