package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.platform.AccessAnswer;
import com.datafly.signal.dr.platform.AccessRequest;
import com.datafly.signal.dr.platform.DisruptionBudget;
import com.datafly.signal.dr.platform.EvictionAnswer;
import com.datafly.signal.dr.platform.HeldValue;
import com.datafly.signal.dr.platform.LogQuery;
import com.datafly.signal.dr.platform.Node;
import com.datafly.signal.dr.platform.PlatformCapabilities;
import com.datafly.signal.dr.platform.PlatformEvent;
import com.datafly.signal.dr.platform.PlatformSecret;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.SecretChange;
import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.spi.PlatformDriver;
import com.datafly.signal.dr.spi.ReleaseDriver;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Translates to an {@link InMemoryPlatform}, which need not exist. */
final class InMemoryPlatformDriver implements PlatformDriver {

    private final String name;
    private final @Nullable String token;
    private volatile boolean closed;

    InMemoryPlatformDriver(String name, @Nullable String token) {
        this.name = name;
        this.token = token;
    }

    @Override
    public String clusterId() {
        return read("clusterId", platform -> {
            permit(platform, InMemoryAccess.IDENTIFY);
            if (!platform.state().hasNamespace()) {
                throw DrException.of(ErrorCode.NOT_FOUND, "clusterId", "there is no namespace '" + name + "'");
            }
            return platform.state().id();
        });
    }

    @Override
    public PlatformCapabilities capabilities() {
        return read(
                "capabilities",
                platform -> InMemoryAccess.capabilities(platform.state().permissions()));
    }

    @Override
    public List<AccessAnswer> access(List<AccessRequest> requests) {
        return read(
                "access",
                platform -> requests.stream()
                        .map(platform.state().permissions()::answer)
                        .toList());
    }

    @Override
    public List<Workload> workloads() {
        return read("workloads", platform -> {
            Arrays.stream(WorkloadKind.values()).forEach(kind -> permit(platform, InMemoryAccess.of("list", kind)));
            return platform.state().workloads().values().stream()
                    .map(InMemoryWorkload::describe)
                    .toList();
        });
    }

    @Override
    public Optional<Workload> workload(WorkloadId id) {
        return read("workload", platform -> {
            permit(platform, InMemoryAccess.of("get", id.kind()));
            return Optional.ofNullable(platform.state().workloads().get(id)).map(InMemoryWorkload::describe);
        });
    }

    @Override
    public List<Pod> pods(Map<String, String> labels) {
        return read("pods", platform -> {
            permit(platform, InMemoryAccess.LIST_PODS);
            return platform.state().pods().values().stream()
                    .filter(pod -> pod.template().labels().entrySet().containsAll(labels.entrySet()))
                    .map(platform.rounds()::describe)
                    .toList();
        });
    }

    @Override
    public List<Node> nodes() {
        return read("nodes", platform -> {
            permit(platform, InMemoryAccess.LIST_NODES);
            return platform.state().nodes().values().stream()
                    .map(InMemoryNode::describe)
                    .toList();
        });
    }

    @Override
    public List<DisruptionBudget> disruptionBudgets() {
        return read("disruptionBudgets", platform -> {
            permit(platform, InMemoryAccess.LIST_BUDGETS);
            return platform.state().budgets().values().stream()
                    .map(InMemoryBudget::describe)
                    .toList();
        });
    }

    @Override
    public List<PlatformEvent> warnings() {
        return read("warnings", platform -> {
            permit(platform, InMemoryAccess.LIST_EVENTS);
            return platform.state().warnings(platform.clock().instant());
        });
    }

    @Override
    public EvictionAnswer evict(String pod, boolean dryRun) {
        return change("evict", platform -> {
            permit(platform, InMemoryAccess.EVICT);
            return platform.rounds().evict(pod, dryRun, platform.clock().instant());
        });
    }

    @Override
    public Workload annotateTemplate(WorkloadId id, String version, Map<String, String> annotations) {
        return change("annotateTemplate", platform -> {
            String operation = "annotate " + id;
            permit(platform, InMemoryAccess.of("patch", id.kind()));
            InMemoryWorkload workload = platform.state().workload(id, operation);
            if (!workload.version().equals(version)) {
                throw DrException.of(ErrorCode.CONFLICT, operation, "it was changed meanwhile");
            }
            if (id.kind() == WorkloadKind.JOB) {
                throw DrException.of(ErrorCode.FAILED_PRECONDITION, operation, "a Job's template never changes");
            }
            if (!workload.hasAnnotations(annotations)) {
                workload.annotate(annotations, platform.state().nextVersion());
            }
            return workload.describe();
        });
    }

    @Override
    public Optional<PlatformSecret> secret(String secret) {
        return read("secret", platform -> {
            permit(platform, InMemoryAccess.secrets("get"));
            return platform.state().secrets().describe(secret);
        });
    }

    @Override
    public PlatformSecret createSecret(PlatformSecret content) {
        return change("createSecret", platform -> {
            permit(platform, InMemoryAccess.secrets("create"));
            return platform.state().secrets().create(content, List.of());
        });
    }

    @Override
    public PlatformSecret changeSecret(SecretChange change) {
        return change("changeSecret", platform -> {
            permit(platform, InMemoryAccess.secrets("patch"));
            return platform.state().secrets().change(change);
        });
    }

    @Override
    public void deleteSecret(String secret, String version) {
        change("deleteSecret", platform -> {
            permit(platform, InMemoryAccess.secrets("delete"));
            platform.state().secrets().delete(secret, version);
            return platform;
        });
    }

    @Override
    public HeldValue held(String pod, SecretUse use) {
        return held(pod, List.of(use)).get(0);
    }

    @Override
    public List<HeldValue> held(String pod, List<SecretUse> uses) {
        return read("held", platform -> {
            boolean allowed = platform.state().permissions().allows(InMemoryAccess.LOOK_INTO);
            return new InMemoryLook(platform.state()).held(pod, uses, allowed);
        });
    }

    @Override
    public List<String> logs(String pod, LogQuery query) {
        return read("logs", platform -> {
            permit(platform, InMemoryAccess.READ_LOGS);
            return new InMemoryLook(platform.state()).logs(pod, query);
        });
    }

    @Override
    public Optional<ReleaseDriver> releases() {
        return Optional.of(new InMemoryReleaseDriver(this));
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return InMemoryPlatform.find(name).filter(type::isInstance).map(type::cast);
    }

    @Override
    public void close() {
        closed = true;
    }

    static void permit(InMemoryPlatform platform, AccessRequest request) {
        platform.state().permissions().require(request, request.toString());
    }

    <T> T read(String call, Function<InMemoryPlatform, T> body) {
        return platform(call).faults().read(call, () -> enter(call, body), () -> enter(call, body));
    }

    <T> T change(String call, Function<InMemoryPlatform, T> body) {
        AtomicReference<@Nullable T> result = new AtomicReference<>();
        platform(call).faults().change(call, () -> result.set(enter(call, body)));
        T answer = result.get();
        if (answer == null) {
            throw new IllegalStateException(call + " gave no answer");
        }
        return answer;
    }

    /** Runs something at the platform, if it lets us in. */
    private <T> T enter(String call, Function<InMemoryPlatform, T> body) {
        InMemoryPlatform platform = platform(call);
        synchronized (platform) {
            platform.state().enter(call, token);
            platform.catchUp();
            return body.apply(platform);
        }
    }

    private InMemoryPlatform platform(String call) {
        if (closed) {
            throw DrException.of(ErrorCode.FAILED_PRECONDITION, call, "the driver was closed");
        }
        return InMemoryPlatform.find(name)
                .orElseThrow(() -> InMemoryClusterState.unavailable(call, "there is no platform '" + name + "'"));
    }
}
