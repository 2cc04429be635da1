package com.datafly.signal.dr.internal.platform.access;

import static com.datafly.signal.dr.platform.PlatformAction.EVICT;
import static com.datafly.signal.dr.platform.PlatformAction.LOOK_AT_NODES;
import static com.datafly.signal.dr.platform.PlatformAction.LOOK_AT_PODS;
import static com.datafly.signal.dr.platform.PlatformAction.LOOK_AT_WARNINGS;
import static com.datafly.signal.dr.platform.PlatformAction.LOOK_AT_WORKLOADS;
import static com.datafly.signal.dr.platform.PlatformAction.LOOK_FOR_DRIFT;
import static com.datafly.signal.dr.platform.PlatformAction.READ_RELEASES;

import com.datafly.signal.dr.internal.playbook.guard.Question;
import com.datafly.signal.dr.internal.playbook.workload.HealthInput;
import com.datafly.signal.dr.platform.AccessRequest;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.playbook.Guard;
import java.util.Collection;
import java.util.List;

/** What guards ask the platform for: the ready-made ones by this table, the host's own as they say. */
public final class GuardNeeds {

    private GuardNeeds() {}

    /** Returns what a guard asks for. */
    public static Needs of(Guard guard) {
        return guard instanceof Question question ? question.needs() : Needs.of(guard.platformActions());
    }

    /** Returns what a report on health is made of; without nodes it may still be enough, if it is told so. */
    public static Needs health(HealthInput input) {
        Needs lists = Needs.of(LOOK_AT_WORKLOADS, LOOK_AT_PODS);
        return input.nodesNeeded()
                ? lists.with(Needs.of(LOOK_AT_NODES)).usefully(LOOK_AT_WARNINGS)
                : lists.usefully(LOOK_AT_NODES, LOOK_AT_WARNINGS);
    }

    /** Returns what is asked to know whether the pods of some workloads would be evicted. */
    public static Needs budgets(Collection<WorkloadId> workloads) {
        List<AccessRequest> looks =
                workloads.stream().map(id -> AccessRequest.of("get", id)).toList();
        return Needs.of(LOOK_AT_PODS, EVICT).with(looks);
    }

    /** Returns what is asked to know which images run. */
    public static Needs images() {
        return Needs.of(LOOK_AT_PODS);
    }

    /** Returns what is asked to know of all releases. */
    public static Needs releases() {
        return Needs.of(READ_RELEASES);
    }

    /** Returns what is asked to compare a release with a secret. */
    public static Needs releaseWith(String secret) {
        return releases()
                .with(List.of(AccessRequest.inNamespace("get", "", "secrets").named(secret)));
    }

    /** Returns what is asked to compare a release with its objects, of which it may have but a few kinds. */
    public static Needs drift() {
        return releases().usefully(LOOK_FOR_DRIFT);
    }
}
