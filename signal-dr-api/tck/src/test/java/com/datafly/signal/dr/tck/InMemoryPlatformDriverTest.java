package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.platform.LabelSelector;
import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.spi.PlatformDriver;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;

class InMemoryPlatformDriverTest extends PlatformDriverContract implements PlatformHarness {

    private final SecretRecorder secrets = SecretRecorder.create();
    private final Secret secret = secrets.plant("token");
    private final String token = secret.use(String::new);
    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final InMemoryPlatform platform =
            InMemoryPlatform.create("contract", clock).token(secret);
    private final InMemoryPlatform dead = InMemoryPlatform.create().kill();

    @AfterEach
    void closePlatforms() {
        platform.close();
        dead.close();
        secret.close();
    }

    @Override
    protected PlatformHarness harness() {
        return this;
    }

    @Override
    public PlatformDriver newDriver() {
        return new InMemoryPlatformDriver(platform.name(), token);
    }

    @Override
    public SecretRecorder secrets() {
        return secrets;
    }

    @Override
    public void create(Workload wanted) {
        platform.add(wanted);
    }

    @Override
    public int manyPods() {
        return 700;
    }

    @Override
    public TimeSource time() {
        return clock;
    }

    @Override
    public Set<Hook> hooks() {
        return EnumSet.allOf(Hook.class);
    }

    @Override
    public FaultPlan faults() {
        return platform.faults();
    }

    @Override
    public PlatformDriver unreachableDriver() {
        return dead.driver();
    }

    @Override
    public PlatformDriver strangerDriver() {
        return new InMemoryPlatformDriver(platform.name(), "wrong");
    }

    @Override
    public PlatformDriver forbiddenDriver() {
        platform.deny(InMemoryPlatform.EVERYTHING, InMemoryPlatform.EVERYTHING);
        return newDriver();
    }

    @Override
    public void addBudget(String name, Map<String, String> labels, String minAvailable) {
        platform.budget(name, LabelSelector.of(labels), minAvailable, null);
    }

    @Override
    public void removeBudget(String name) {
        platform.removeBudget(name);
    }

    @Override
    public void warn(String pod, String reason, String message) {
        platform.warn("pod/" + pod, reason, message);
    }

    @Override
    public void writeLog(String pod, String container, List<String> lines) {
        platform.log(pod, container, lines.toArray(String[]::new));
    }

    @Override
    public void storeRelease(StoredRelease release) {
        platform.release(release);
    }

    @Override
    public void damageRelease(String name, int revision) {
        platform.damageRelease(name, revision);
    }

    @Override
    public ObjectRef putObject(String name, Map<String, String> data) {
        ObjectRef object = new ObjectRef("v1", "ConfigMap", platform.name(), name);
        String entries = data.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":\"" + entry.getValue() + "\"")
                .collect(Collectors.joining(","));
        platform.object(object, "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{" + entries + "}}");
        return object;
    }

    @Override
    public void failJob(String name) {
        platform.change(new WorkloadId(WorkloadKind.JOB, name), job -> job.fate(InMemoryPodFate.CRASHES));
    }

    @Override
    public void putPod(String name, Optional<ObjectRef> keeper, Workload like) {
        platform.pod(name, keeper.orElse(null), pod -> pod.like(like));
    }
}
