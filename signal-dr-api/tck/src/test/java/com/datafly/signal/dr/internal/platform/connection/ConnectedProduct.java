package com.datafly.signal.dr.internal.platform.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.platform.HeldValue;
import com.datafly.signal.dr.platform.PlatformSecret;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.SecretOwner;
import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.playbook.ConnectionSettings;
import com.datafly.signal.dr.playbook.ConnectionSteps;
import com.datafly.signal.dr.playbook.FailurePolicy;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.PlatformDriver;
import com.datafly.signal.dr.tck.InMemoryPlatform;
import com.datafly.signal.dr.tck.InMemoryWorkload;
import com.datafly.signal.dr.tck.SettableClock;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** A product whose workloads use one connection secret in different ways, and the truth about its pods. */
final class ConnectedProduct implements AutoCloseable {

    static final String SECRET = "orders-db";
    static final String FORMER = "postgresql://orders:f0rmer-pass@old-db.internal:5432/orders?sslmode=require";
    static final String NEWER = "postgresql://orders:f0rmer-pass@new-db.internal:5432/orders?sslmode=require";
    static final WorkloadId API = WorkloadId.deployment("management-api");
    static final WorkloadId HUB = WorkloadId.deployment("identity-hub");
    static final WorkloadId INGEST = new WorkloadId(WorkloadKind.STATEFUL_SET, "ingest");
    static final String STRAY = "import";
    static final String PASSWORD = "n3w-pass";
    static final String KEY = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

    final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    final InMemoryPlatform platform = InMemoryPlatform.create("product-" + UUID.randomUUID(), clock);
    private final Secret key = Secret.of(KEY);
    private final Secret password = Secret.of(PASSWORD);
    private final List<String> backups = new ArrayList<>();
    private final Map<String, String> filesAtStart = new HashMap<>();
    private final String name = UUID.randomUUID().toString();
    private Runnable meanwhile = () -> {};
    private Function<String, Optional<List<HeldValue>>> kubelet = pod -> Optional.empty();
    private boolean still;

    /** Adds the secret and its consumers, and lets them come up. */
    ConnectedProduct() {
        platform.secret(SECRET, Map.of("url", FORMER, "other", "stays"))
                .deployment("management-api", w -> w.variable(SECRET, "url", "DATABASE_URL"))
                .deployment("identity-hub", w -> w.variables(SECRET))
                .add(INGEST, w -> w.files(SECRET, "/etc/db"))
                .deployment("bystander", w -> {})
                .settle();
        note();
    }

    /** Notes what processes read of files when they began; meant for before each call, since which no time passed. */
    synchronized void note() {
        if (!still) {
            meanwhile.run();
        }
        for (Pod pod : platform.pods(INGEST)) {
            if (pod.phase() == Pod.Phase.RUNNING) {
                platform.value(SECRET, "url").ifPresent(url -> filesAtStart.putIfAbsent(pod.uid(), url));
            }
        }
    }

    /** Lets something happen before each call of the platform. */
    synchronized void meanwhile(Runnable happens) {
        this.meanwhile = happens;
    }

    /** Lets somebody answer in the place of what pods hold, where they do. */
    void kubelet(Function<String, Optional<List<HeldValue>>> answers) {
        this.kubelet = answers;
    }

    Optional<List<HeldValue>> answer(String pod) {
        return kubelet.apply(pod);
    }

    /** Lets that not happen, or happen again. */
    synchronized void still(boolean isStill) {
        this.still = isStill;
    }

    /** Adds a pod that nobody keeps and that uses the secret, and lets it come up. */
    void stray(Consumer<InMemoryWorkload> uses) {
        platform.pod(STRAY, null, uses).settle();
        note();
    }

    /**
     * Adds such a pod, and somebody who makes it anew when it holds another value than the secret for so many calls.
     */
    void strayKeptByHand(int calls) {
        Consumer<InMemoryWorkload> uses = w -> w.variable(SECRET, "url", "DATABASE_URL");
        stray(uses);
        AtomicInteger late = new AtomicInteger();
        meanwhile(() -> {
            boolean differs = !strayHolds().equals(sha256(url()));
            if (late.addAndGet(differs ? 1 : -late.get()) > calls) {
                late.set(0);
                platform.forceDeletePod(STRAY).pod(STRAY, null, uses).step().step();
            }
        });
    }

    /** Returns the hash of what that pod holds. */
    private String strayHolds() {
        try (PlatformDriver driver = platform.driver()) {
            return driver.held(STRAY, use(SecretUse.Kind.VARIABLE, "DATABASE_URL"))
                    .sha256();
        }
    }

    /** Returns all of the platform that a death could leave behind in another way. */
    Object state() {
        try (PlatformDriver driver = platform.driver();
                PlatformSecret secret = driver.secret(SECRET).orElseThrow()) {
            List<String> pods = driver.pods(Map.of()).stream()
                    .map(pod -> pod.uid() + pod + pod.deletionDeadline())
                    .toList();
            List<Map<String, String>> templates = driver.workloads().stream()
                    .map(Workload::templateAnnotations)
                    .toList();
            return List.of(pods, templates, secret.version(), backups());
        }
    }

    private boolean hasStray() {
        try (PlatformDriver driver = platform.driver()) {
            return driver.pods(Map.of()).stream().anyMatch(pod -> pod.name().equals(STRAY));
        }
    }

    /** Opens it for a process; the caller closes what it gets. */
    SignalDr open(Path journal, Mortal process) {
        return open(journal, process, builder -> {});
    }

    /** Opens it as one product with more than its platform. */
    SignalDr open(Path journal, Mortal process, Consumer<SignalDr.Builder> more) {
        return open(FileJournal.open(journal), process, more);
    }

    /** Opens it as one product with more than its platform, and with a journal of any place. */
    SignalDr open(JournalDriver journal, Mortal process, Consumer<SignalDr.Builder> more) {
        SignalDr.Builder builder = builder(process)
                .journal(new MortalJournal(journal, process))
                .secret("backup-key", key)
                .secret("new-password", password)
                .principal("ann");
        more.accept(builder);
        return builder.build();
    }

    /** Opens it for somebody who has neither the journal nor the key. */
    SignalDr openWithoutJournal() {
        return builder(Mortal.immortal()).build();
    }

    private SignalDr.Builder builder(Mortal process) {
        return SignalDr.builder()
                .platform(MortalPlatformProvider.live(name, this, process))
                .clock(clock)
                .timeSource(clock);
    }

    static Playbook playbook() {
        return playbook(settings -> {});
    }

    static Playbook playbook(Consumer<ConnectionSettings> more) {
        return Playbook.define("switch", p -> steps(more).forEach(p::step));
    }

    static Playbook undoing() {
        return Playbook.define("switch", p -> {
            p.onFailure(FailurePolicy.UNDO);
            steps(settings -> settings.rollout(Duration.ofMinutes(15), 0)).forEach(p::step);
        });
    }

    static List<Step> steps(Consumer<ConnectionSettings> more) {
        return ConnectionSteps.switchOver("db", SECRET, settings -> {
            settings.url("url")
                    .to("new-db.internal")
                    .encryptionKey("backup-key")
                    .restartedElsewhere("Pod/" + STRAY);
            more.accept(settings);
        });
    }

    /** Lets a workload's pods crash with the new database. */
    void refuseNewer(WorkloadId workload) {
        platform.change(workload, w -> w.healthyIf(environment -> !environment.containsValue(NEWER)));
    }

    /** Gives the secret an owner, who knows the former values. */
    void owned(SecretOwner owner) {
        again(more -> more.owners(List.of(owner)));
    }

    /** Lets the secret be one whose values can never change. */
    void immutable() {
        again(more -> more.type("Opaque", true));
    }

    private void again(Consumer<PlatformSecret.Builder> more) {
        platform.removeSecret(SECRET);
        platform.secret(PlatformSecret.create(SECRET, "", secret -> {
            secret.values(Map.of("url", Secret.of(FORMER), "other", Secret.of("stays")));
            more.accept(secret);
        }));
    }

    /**
     * Returns what each living pod of the consumers goes by: {@code former}, {@code newer} or {@code none}. Of files
     * that is what they were when the pod began: they follow the secret, and the process does not.
     */
    Map<String, String> truth() {
        note();
        return truth(NEWER);
    }

    /** Returns the same, where another value is the newer one. */
    Map<String, String> truth(String newer) {
        Map<String, String> truth = new TreeMap<>();
        try (PlatformDriver driver = platform.driver()) {
            hold(driver, API, use(SecretUse.Kind.VARIABLE, "DATABASE_URL"), newer, truth);
            hold(driver, HUB, use(SecretUse.Kind.ALL_VARIABLES, "url"), newer, truth);
            hold(driver, INGEST, use(SecretUse.Kind.FILES, "/etc/db/url"), newer, truth);
        }
        if (hasStray()) {
            truth.put(STRAY, word(strayHolds(), newer));
        }
        return truth;
    }

    private void hold(
            PlatformDriver driver, WorkloadId workload, SecretUse use, String newer, Map<String, String> truth) {
        for (Pod pod : platform.pods(workload)) {
            HeldValue held = driver.held(pod.name(), use);
            truth.put(pod.name(), word(held.sha256(), newer));
        }
    }

    private static String word(String hash, String newer) {
        return hash.equals(sha256(FORMER)) ? "former" : hash.equals(sha256(newer)) ? "newer" : "none";
    }

    private static SecretUse use(SecretUse.Kind kind, String as) {
        return new SecretUse(SECRET, kind, "app", Optional.of("url"), Optional.of(as), false);
    }

    String url() {
        return platform.value(SECRET, "url").orElseThrow();
    }

    /** Returns the names that a switch may have left a backup under; the platform does not list secrets. */
    List<String> backups() {
        return backups.stream()
                .filter(backup -> platform.value(backup, "sealed").isPresent())
                .toList();
    }

    /** Remembers the name that a run keeps its backup under. */
    void expectBackup(String backup) {
        backups.add(backup);
    }

    Map<String, String> annotations() {
        try (PlatformDriver driver = platform.driver();
                PlatformSecret secret = driver.secret(SECRET).orElseThrow()) {
            return secret.annotations();
        }
    }

    static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        MortalPlatformProvider.forget(name);
        platform.close();
        key.close();
        password.close();
    }
}
