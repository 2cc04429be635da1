package com.datafly.signal.dr.internal.platform.health;

import com.datafly.signal.dr.platform.ContainerState;
import com.datafly.signal.dr.platform.HealthFinding;
import com.datafly.signal.dr.platform.HealthFinding.Kind;
import com.datafly.signal.dr.platform.HealthFinding.Severity;
import java.util.Optional;
import java.util.Set;

/** What the words mean that a platform uses of containers that do not run. */
final class ContainerTroubles {

    /** What kubelet says of images. */
    private static final Set<String> IMAGE = Set.of(
            "ErrImagePull",
            "ImagePullBackOff",
            "InvalidImageName",
            "ErrImageNeverPull",
            "ImageInspectError",
            "RegistryUnavailable",
            "SignatureValidationFailed");

    /** What kubelet and the container runtime say of containers that cannot be made as they are wanted. */
    private static final Set<String> CONFIGURATION = Set.of(
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError",
            "PreCreateHookError",
            "PreStartHookError",
            "PostStartHookError",
            "ContainerCannotRun",
            "StartError");

    private ContainerTroubles() {}

    /** Says what is wrong with a container of {@code subject} that should run; empty if it runs. */
    static Optional<HealthFinding> of(ContainerState container, String subject) {
        String reason = container.reason().orElse("");
        return switch (container.phase()) {
            case RUNNING -> Optional.empty();
            case WAITING -> waiting(container, reason, subject);
            case TERMINATED ->
                container.init() && endedWell(container)
                        ? Optional.empty()
                        : Optional.of(finding(Kind.ENDED, subject, said(container, "has ended", reason)));
        };
    }

    /** The exit code may be that of the one before. */
    private static boolean endedWell(ContainerState container) {
        return container.reason().filter("Completed"::equals).isPresent()
                || container.exitCode().orElse(0) == 0;
    }

    private static Optional<HealthFinding> waiting(ContainerState container, String reason, String subject) {
        if (IMAGE.contains(reason)) {
            String image =
                    container.image().map(name -> " of the image " + name).orElse("");
            return Optional.of(finding(Kind.IMAGE_PULL, subject, said(container, "waits" + image, reason)));
        }
        if (CONFIGURATION.contains(reason)) {
            return Optional.of(finding(Kind.CANNOT_START, subject, said(container, "cannot be started", reason)));
        }
        if ("CrashLoopBackOff".equals(reason)) {
            return Optional.of(finding(Kind.CRASH_LOOP, subject, said(container, "ends again and again", "")));
        }
        return container.restarts() > 0
                ? Optional.of(finding(Kind.ENDED, subject, said(container, "is to be started again", reason)))
                : Optional.empty();
    }

    private static HealthFinding finding(Kind kind, String subject, String detail) {
        Severity severity = kind == Kind.ENDED ? Severity.PENDING : Severity.BROKEN;
        return new HealthFinding(kind, severity, subject, detail);
    }

    private static String said(ContainerState container, String what, String reason) {
        String last = last(container);
        return "container " + container.name() + " " + what + (reason.isEmpty() ? "" : " (" + reason + ")")
                + (last.isEmpty() ? "" : ", " + last);
    }

    /** Says how often a container was started again and how the one before it ended; empty if it never was. */
    static String last(ContainerState container) {
        String ended = container.lastReason().map(reason -> "last by " + reason).orElse("");
        String code = container.exitCode().isPresent()
                ? "exit code " + container.exitCode().getAsInt()
                : "";
        String how = ended.isEmpty() || code.isEmpty() ? ended + code : ended + " with " + code;
        return container.restarts() == 0 && ended.isEmpty()
                ? how
                : "started again " + container.restarts() + " times" + (how.isEmpty() ? "" : ", " + how);
    }
}
