package com.datafly.signal.dr.k8s.internal.driver;

import com.datafly.signal.dr.platform.ContainerSpec;
import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.RolloutState;
import com.datafly.signal.dr.platform.RolloutState.Strategy;
import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.SecretUse.Kind;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Writes the manifest of a workload as it is described. */
final class WorkloadManifest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Workload wanted;
    private final ObjectNode root = JSON.createObjectNode();
    private int volumes;

    private WorkloadManifest(Workload wanted) {
        this.wanted = wanted;
    }

    static String of(Workload wanted, String namespace) {
        return new WorkloadManifest(wanted).write(namespace).toString();
    }

    /** Returns the pod that a Job would have, whose controller is not there in every cluster. */
    static String podOfJob(Workload job, String namespace, String uid) {
        ObjectRef owner = new ObjectRef("batch/v1", "Job", namespace, job.id().name());
        return pod(job, new ObjectRef("v1", "Pod", namespace, job.id().name() + "-x1x2x"), keptBy(owner, uid));
    }

    /** Returns a pod of a workload's template, which has these owners. */
    static String pod(Workload like, ObjectRef pod, ArrayNode owners) {
        WorkloadManifest manifest = new WorkloadManifest(like);
        manifest.root.put("apiVersion", pod.apiVersion()).put("kind", pod.kind());
        ObjectNode metadata = manifest.root.putObject("metadata");
        metadata.put("namespace", pod.namespace()).put("name", pod.name());
        fill(metadata.putObject("labels"), like.templateLabels());
        metadata.set("ownerReferences", owners);
        manifest.pod(manifest.root.putObject("spec"));
        return manifest.root.toString();
    }

    static ArrayNode keptBy(ObjectRef owner, String uid) {
        ArrayNode owners = JSON.createArrayNode();
        owners.addObject()
                .put("apiVersion", owner.apiVersion())
                .put("kind", owner.kind())
                .put("name", owner.name())
                .put("uid", uid)
                .put("controller", true);
        return owners;
    }

    static ArrayNode keptByNobody() {
        return JSON.createArrayNode();
    }

    private ObjectNode write(String namespace) {
        WorkloadKind kind = wanted.id().kind();
        boolean job = kind == WorkloadKind.CRON_JOB || kind == WorkloadKind.JOB;
        root.put("apiVersion", job ? "batch/v1" : "apps/v1").put("kind", word(kind));
        ObjectNode metadata = root.putObject("metadata");
        metadata.put("namespace", namespace).put("name", wanted.id().name());
        fill(metadata.putObject("labels"), wanted.labels());
        fill(metadata.putObject("annotations"), wanted.annotations());
        ObjectNode spec = root.putObject("spec");
        if (kind == WorkloadKind.CRON_JOB) {
            spec.put("schedule", "0 0 1 1 *");
            template(spec.putObject("jobTemplate").putObject("spec"));
            return root;
        }
        if (!job) {
            fill(
                    spec.putObject("selector").putObject("matchLabels"),
                    wanted.selector().labels());
            rollout(spec, kind);
        }
        template(spec);
        return root;
    }

    private static String word(WorkloadKind kind) {
        return switch (kind) {
            case DEPLOYMENT -> "Deployment";
            case STATEFUL_SET -> "StatefulSet";
            case DAEMON_SET -> "DaemonSet";
            case CRON_JOB -> "CronJob";
            case JOB -> "Job";
        };
    }

    private void rollout(ObjectNode spec, WorkloadKind kind) {
        RolloutState rollout = wanted.rollout();
        if (kind != WorkloadKind.DAEMON_SET) {
            spec.put("replicas", rollout.counts().desired());
        }
        if (kind == WorkloadKind.STATEFUL_SET) {
            spec.put("serviceName", wanted.id().name());
            if (wanted.firstOrdinal() > 0) {
                spec.putObject("ordinals").put("start", wanted.firstOrdinal());
            }
        }
        if (rollout.paused()) {
            spec.put("paused", true);
        }
        ObjectNode strategy = spec.putObject(kind == WorkloadKind.DEPLOYMENT ? "strategy" : "updateStrategy");
        strategy.put(
                "type",
                rollout.strategy() == Strategy.RECREATE
                        ? "Recreate"
                        : rollout.strategy() == Strategy.ON_DELETE ? "OnDelete" : "RollingUpdate");
        rollout.partition()
                .ifPresent(partition -> strategy.putObject("rollingUpdate").put("partition", partition));
    }

    private void template(ObjectNode spec) {
        ObjectNode template = spec.putObject("template");
        ObjectNode metadata = template.putObject("metadata");
        fill(metadata.putObject("labels"), wanted.templateLabels());
        fill(metadata.putObject("annotations"), wanted.templateAnnotations());
        pod(template.putObject("spec"));
    }

    /** No token of the cluster's own is mounted, which older ones keep in a Secret; what starts first ends at once. */
    private void pod(ObjectNode pod) {
        pod.put("automountServiceAccountToken", false);
        if (!wanted.id().kind().rollsOut()) {
            pod.put("restartPolicy", "Never");
        }
        for (ContainerSpec container : wanted.containers()) {
            ObjectNode one = pod.withArray(container.init() ? "initContainers" : "containers")
                    .addObject();
            one.put("name", container.name()).put("image", container.image());
            if (container.init()) {
                one.putArray("command").add("true");
            }
            wanted.secrets().stream()
                    .filter(use -> use.container().equals(container.name()))
                    .forEach(use -> add(use, one, pod));
        }
        wanted.secrets().stream()
                .filter(use -> use.kind() == Kind.IMAGE_PULL)
                .forEach(use -> pod.withArray("imagePullSecrets").addObject().put("name", use.secret()));
    }

    private void add(SecretUse use, ObjectNode container, ObjectNode pod) {
        switch (use.kind()) {
            case VARIABLE ->
                container
                        .withArray("env")
                        .addObject()
                        .put("name", use.as().orElseThrow())
                        .putObject("valueFrom")
                        .putObject("secretKeyRef")
                        .put("name", use.secret())
                        .put("key", use.key().orElseThrow())
                        .put("optional", use.optional());
            case ALL_VARIABLES -> {
                container
                        .withArray("envFrom")
                        .addObject()
                        .put("prefix", use.as().orElse(""))
                        .putObject("secretRef")
                        .put("name", use.secret())
                        .put("optional", use.optional());
                use.except()
                        .forEach(name -> container
                                .withArray("env")
                                .addObject()
                                .put("name", name)
                                .put("value", "its own"));
            }
            case FILES, PROJECTED_FILES, FIXED_FILES -> mount(use, container, pod);
            case IMAGE_PULL -> {}
        }
    }

    private void mount(SecretUse use, ObjectNode container, ObjectNode pod) {
        String name = "volume-" + volumes++;
        String path = use.as().orElseThrow();
        int slash = path.lastIndexOf('/');
        ObjectNode volume = pod.withArray("volumes").addObject().put("name", name);
        boolean projected = use.kind() == Kind.PROJECTED_FILES;
        ObjectNode secret = projected
                ? volume.putObject("projected").putArray("sources").addObject().putObject("secret")
                : volume.putObject("secret");
        secret.put(projected ? "name" : "secretName", use.secret()).put("optional", use.optional());
        use.key().ifPresent(key -> {
            ArrayNode items = secret.putArray("items");
            items.addObject().put("key", key).put("path", path.substring(slash + 1));
        });
        ObjectNode mount = container.withArray("volumeMounts").addObject().put("name", name);
        if (use.kind() == Kind.FIXED_FILES) {
            mount.put("mountPath", path).put("subPath", path.substring(slash + 1));
        } else {
            mount.put("mountPath", use.key().isPresent() ? path.substring(0, slash) : path);
        }
    }

    private static void fill(ObjectNode object, Map<String, String> values) {
        values.forEach(object::put);
    }
}
