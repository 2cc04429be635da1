package com.datafly.signal.dr.k8s.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.k8s.KubernetesJournal;
import com.datafly.signal.dr.platform.HeldValue;
import com.datafly.signal.dr.platform.LogQuery;
import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.PlatformAction;
import com.datafly.signal.dr.platform.PlatformSecret;
import com.datafly.signal.dr.platform.SecretChange;
import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.PlatformDriver;
import com.datafly.signal.dr.spi.ReleaseDriver;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every action as the library does it at the driver. */
final class Deeds {

    /** What charts usually have, with the versions of today. */
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("ConfigMap", "v1"),
            Map.entry("PersistentVolumeClaim", "v1"),
            Map.entry("Secret", "v1"),
            Map.entry("ServiceAccount", "v1"),
            Map.entry("Service", "v1"),
            Map.entry("DaemonSet", "apps/v1"),
            Map.entry("Deployment", "apps/v1"),
            Map.entry("StatefulSet", "apps/v1"),
            Map.entry("HorizontalPodAutoscaler", "autoscaling/v2"),
            Map.entry("CronJob", "batch/v1"),
            Map.entry("Job", "batch/v1"),
            Map.entry("Ingress", "networking.k8s.io/v1"),
            Map.entry("NetworkPolicy", "networking.k8s.io/v1"),
            Map.entry("PodDisruptionBudget", "policy/v1"),
            Map.entry("RoleBinding", "rbac.authorization.k8s.io/v1"),
            Map.entry("Role", "rbac.authorization.k8s.io/v1"));

    private Deeds() {}

    /** Does it wholly, or fails. */
    static void perform(PlatformAction action, String namespace, PlatformDriver driver, Path kubeconfig) {
        switch (action) {
            case IDENTIFY -> driver.clusterId();
            case LOOK_AT_WORKLOADS -> driver.workloads();
            case LOOK_AT_PODS -> driver.pods(Map.of());
            case LOOK_AT_NODES -> driver.nodes();
            case LOOK_AT_BUDGETS -> driver.disruptionBudgets();
            case LOOK_AT_WARNINGS -> driver.warnings();
            case READ_LOGS -> driver.logs("one", LogQuery.create(query -> query.container("app")));
            case EVICT -> driver.evict("one", true);
            case RESTART -> restart(driver);
            case READ_SECRETS -> read(driver).close();
            case CHANGE_SECRETS -> change(driver);
            case KEEP_SECRETS -> keep(driver, "of-" + kubeconfig.getFileName());
            case LOOK_INTO_CONTAINERS -> look(driver);
            case READ_RELEASES -> readRelease(driver);
            case LOOK_FOR_DRIFT -> lookForDrift(namespace, driver);
            case UNLOCK_RELEASES -> unlock(driver);
            case KEEP_JOURNALS -> journal(namespace, kubeconfig);
        }
    }

    private static void restart(PlatformDriver driver) {
        for (WorkloadKind kind : WorkloadKind.values()) {
            if (kind.rollsOut()) {
                Workload workload = driver.workload(new WorkloadId(kind, "app")).orElseThrow();
                driver.annotateTemplate(workload.id(), workload.version(), Map.of("restarted", "now"));
            }
        }
    }

    private static PlatformSecret read(PlatformDriver driver) {
        return driver.secret("db").orElseThrow();
    }

    private static void change(PlatformDriver driver) {
        try (PlatformSecret secret = read(driver);
                Secret value = Secret.of("new")) {
            driver.changeSecret(SecretChange.of("db", secret.version(), Map.of("url", value), Map.of()))
                    .close();
        }
    }

    private static void keep(PlatformDriver driver, String name) {
        PlatformSecret wanted = PlatformSecret.create(name, "", secret -> secret.values(Map.of("a", Secret.of("b"))));
        driver.createSecret(wanted).close();
        try (PlatformSecret kept = driver.secret(name).orElseThrow();
                Secret value = Secret.of("c");
                PlatformSecret replaced =
                        driver.changeSecret(SecretChange.of(name, kept.version(), Map.of("a", value), Map.of()))) {
            driver.deleteSecret(name, replaced.version());
        }
    }

    private static void lookForDrift(String namespace, PlatformDriver driver) {
        ReleaseDriver releases = driver.releases().orElseThrow();
        KINDS.forEach((kind, version) ->
                releases.live(new ObjectRef(version, kind, namespace, "app")).ifPresent(Secret::close));
    }

    /** What may not be looked into is told as unknown, and never as absent. */
    private static void look(PlatformDriver driver) {
        SecretUse use =
                new SecretUse("db", SecretUse.Kind.VARIABLE, "app", Optional.of("url"), Optional.of("DB_URL"), false);
        HeldValue held = driver.held("one", use);
        if (held.verdict() != HeldValue.Verdict.SEEN) {
            throw DrException.of(ErrorCode.PERMISSION_DENIED, "look", held.detail());
        }
    }

    private static void readRelease(PlatformDriver driver) {
        ReleaseDriver releases = driver.releases().orElseThrow();
        if (releases.stored().isEmpty()) {
            throw new AssertionError("no release is seen");
        }
        releases.read("web", 1).orElseThrow().close();
    }

    private static void unlock(PlatformDriver driver) {
        ReleaseDriver releases = driver.releases().orElseThrow();
        try (StoredRelease pending = releases.read("web", 1).orElseThrow()) {
            releases.unlock("web", 1, pending.version().orElseThrow());
        }
    }

    private static void journal(String namespace, Path kubeconfig) {
        try (JournalDriver journal =
                KubernetesJournal.open("k8s:" + namespace, options -> options.kubeconfig(kubeconfig))) {
            String log = "of-" + kubeconfig.getFileName();
            journal.append(log, 1, "one\n".getBytes(UTF_8));
            journal.append(log, 2, "two\n".getBytes(UTF_8));
            if (!journal.logs().contains(log)) {
                throw new AssertionError("the log is not seen");
            }
            journal.read(log, 1, (first, lines) -> {});
            for (String register : List.of("lease/" + log, "head/" + log)) {
                String version = journal.setRegister(register, "{}".getBytes(UTF_8), Optional.empty())
                        .version();
                if (journal.register(register).isEmpty()) {
                    throw new AssertionError("the register is not seen");
                }
                journal.setRegister(register, "{\"a\":1}".getBytes(UTF_8), Optional.of(version));
            }
        }
    }
}
