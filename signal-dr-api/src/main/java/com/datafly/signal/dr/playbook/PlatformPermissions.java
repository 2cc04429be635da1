package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.platform.access.GuardNeeds;
import com.datafly.signal.dr.internal.platform.access.Needs;
import com.datafly.signal.dr.internal.platform.access.StepNeeds;
import com.datafly.signal.dr.platform.AccessReport;
import com.datafly.signal.dr.platform.AccessRequest;
import com.datafly.signal.dr.platform.Platform;
import com.datafly.signal.dr.platform.RoleManifest;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a playbook needs to be allowed at the platform: its steps, the ways back from them, and its guards. Every plan
 * asks for it by itself. The ready-made steps and guards are known; the host's own say it by
 * {@link StepAction#platformActions} and {@link Guard#platformActions}.
 *
 * @since 0.1
 */
public final class PlatformPermissions {

    private PlatformPermissions() {}

    /**
     * Returns what a playbook does at the platform, with what it could do without, as to look at warnings; empty if it
     * does nothing there.
     */
    public static Set<AccessRequest> of(Playbook playbook) {
        return needs(playbook.steps().stream().map(PlatformPermissions::needs)).all();
    }

    /** Returns what one step and its guards do at the platform. */
    public static Set<AccessRequest> of(Step step) {
        return needs(step).all();
    }

    /** Asks the platform whether the credential in use may do all that a playbook does there. */
    public static AccessReport preflight(Platform platform, Playbook playbook) {
        return platform.access().ask(of(playbook));
    }

    /**
     * Describes the least Role that a playbook runs with. {@link RoleManifest#withClusterId()} adds what tells the
     * cluster from others, which takes a ClusterRole.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for a name that Kubernetes does not take, or a playbook that
     *     does nothing at the platform
     */
    public static RoleManifest role(String name, String namespace, Playbook playbook) {
        return RoleManifest.of(name, namespace, of(playbook));
    }

    private static Needs needs(Step step) {
        Stream<Needs> guards = Stream.of(step.prechecks(), step.guards(), step.postconditions())
                .flatMap(Collection::stream)
                .map(GuardNeeds::of);
        return needs(Stream.concat(Stream.of(StepNeeds.of(step)), guards));
    }

    private static Needs needs(Stream<Needs> all) {
        return all.reduce(Needs.NONE, Needs::with);
    }
}
