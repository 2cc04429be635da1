package com.datafly.signal.dr.k8s.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.k8s.testing.Grant;
import com.datafly.signal.dr.k8s.testing.Pace;
import com.datafly.signal.dr.playbook.ConnectionSettings;
import com.datafly.signal.dr.playbook.ConnectionSteps;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.tck.SettableClock;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A namespace of our own API server whose workloads use one connection secret, and the truth about its pods. */
final class ConnectedCluster implements AutoCloseable {

    static final String SECRET = "orders-db";
    static final String FORMER = "postgresql://orders:f0rmer-pass@old-db.internal:5432/orders?sslmode=require";
    static final String NEWER = "postgresql://orders:f0rmer-pass@new-db.internal:5432/orders?sslmode=require";
    static final String KEY = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

    private static final int MOST_CHANGES = 20;

    final ApiServer server;
    final Mortal process = new Mortal();
    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final Map<String, String> started = new TreeMap<>();
    private final Secret key = Secret.of(KEY);
    private final Path folder;
    final String namespace;
    private final Runnable end;
    private int processes;
    private int imported;

    /** Starts a server of its own. */
    ConnectedCluster(Path folder) {
        this(ApiServer.start(), "datafly", folder, true);
    }

    /** Uses a namespace of a server that stays. */
    ConnectedCluster(ApiServer server, String namespace, Path folder) {
        this(server, namespace, folder, false);
    }

    /** Adds the secret and its consumers, and lets them come up. */
    private ConnectedCluster(ApiServer server, String namespace, Path folder, boolean owned) {
        this.server = server.namespace(namespace);
        this.namespace = namespace;
        this.folder = folder;
        this.end = owned ? server::close : this::leave;
        secret("", "");
        put("Deployment", "management-api", 2, variable());
        put("Deployment", "identity-hub", 1, "envFrom: [{secretRef: {name: orders-db}}]");
        put("StatefulSet", "ingest", 2, "volumeMounts: [{name: db, mountPath: /etc/db}]");
        put("Deployment", "bystander", 1, "");
        put("CronJob", "nightly", 0, variable());
        server.cluster().settle();
        note();
        for (int change = 1; change <= MOST_CHANGES; change++) {
            server.faults().before("patch", "secrets", change, this::note);
        }
        server.cluster().pace(Pace.STEP_PER_LOOK);
    }

    private static String variable() {
        return "env: [{name: DB_URL, valueFrom: {secretKeyRef: {name: orders-db, key: url}}}]";
    }

    /** Makes the secret anew, with more metadata and more of its own. */
    void secret(String metadata, String more) {
        if (server.objects().find("secrets", namespace, SECRET).isPresent()) {
            server.objects().delete("secrets", namespace, SECRET);
        }
        server.objects().put("kubectl-create", """
                apiVersion: v1
                kind: Secret
                metadata: {name: %s, namespace: %s%s}
                data: {url: "%s", other: "c3RheXM="}
                %s
                """.formatted(
                        SECRET, namespace, metadata, Base64.getEncoder().encodeToString(FORMER.getBytes(UTF_8)), more));
    }

    void put(String kind, String name, int replicas, String use) {
        String pod = """
                metadata: {labels: {app: %1$s}}
                    spec:
                      volumes: [{name: db, secret: {secretName: orders-db}}]
                      containers:
                      - name: app
                        image: "%1$s:1"
                        %2$s
                """.formatted(name, use);
        boolean job = kind.equals("CronJob");
        String spec = job
                ? "schedule: \"0 3 * * *\"\n  jobTemplate:\n   spec:\n    template:\n     " + pod.replace("\n", "\n ")
                : "replicas: " + replicas + "\n  selector: {matchLabels: {app: " + name + "}}\n  template:\n    " + pod;
        server.objects()
                .put(
                        "kubectl-create",
                        "apiVersion: " + (job ? "batch/v1" : "apps/v1") + "\nkind: " + kind + "\nmetadata: {name: "
                                + name + ", namespace: " + namespace + "}\nspec:\n  " + spec);
    }

    /** Adds a pod that uses the secret and that no workload keeps, but somebody whose kind nobody here knows. */
    void stray() {
        server.objects()
                .put("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: importer, namespace: " + namespace + "}");
        restartStray();
    }

    /** Adds such a pod, and lets whoever keeps it replace it whenever something else is restarted. */
    void strayKeptElsewhere() {
        stray();
        for (int restart = 1; restart <= MOST_CHANGES; restart++) {
            server.faults().before("patch", "statefulsets", restart, this::restartStray);
        }
    }

    /** Replaces that pod by another one. */
    void restartStray() {
        String uid = server.objects()
                .get("configmaps", namespace, "importer")
                .at("/metadata/uid")
                .asText();
        if (imported > 0) {
            server.objects().delete("pods", namespace, "import-" + imported);
        }
        imported++;
        server.objects().put("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: import-%d
                  namespace: %s
                  labels: {app: import}
                  ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: importer, uid: %s, controller: true}]
                spec: {containers: [{name: app, image: "import:1", %s}]}
                """.formatted(imported, namespace, uid, variable()));
        server.cluster().settle();
        note();
    }

    /** Opens it for a process of its own credential; the caller closes what it gets. */
    SignalDr open(Mortal process) {
        process.credential(server, server.token("runner-" + processes, List.of(Grant.everything())));
        Path file = folder.resolve("kubeconfig-" + processes++);
        try {
            Files.createDirectories(folder);
            Files.writeString(file, server.kubeconfig(process.token()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return SignalDr.builder()
                .platform("k8s:" + namespace, options -> options.option("kubeconfig", file.toString()))
                .journal(process.journal(folder.resolve("journal")))
                .clock(clock)
                .timeSource(clock)
                .secret("backup-key", key)
                .principal("ann")
                .build();
    }

    static Playbook playbook() {
        return playbook(settings -> {});
    }

    static Playbook playbook(Consumer<ConnectionSettings> more) {
        return Playbook.define(
                "switch",
                p -> ConnectionSteps.switchOver("db", SECRET, settings -> {
                            settings.url("url").to("new-db.internal").encryptionKey("backup-key");
                            more.accept(settings);
                        })
                        .forEach(p::step));
    }

    String url() {
        JsonNode data = server.objects().get("secrets", namespace, SECRET).path("data");
        return new String(Base64.getDecoder().decode(data.path("url").asText()), UTF_8);
    }

    /** Returns what is noted at the secret: {@code open}, {@code settled}, {@code returning} or nothing. */
    String mark() {
        return server.objects()
                .get("secrets", namespace, SECRET)
                .at("/metadata/annotations/signal-dr.datafly.com~1switch")
                .asText();
    }

    List<String> secrets() {
        return server.objects().list("secrets", namespace).stream()
                .map(secret -> secret.at("/metadata/name").asText())
                .toList();
    }

    /**
     * Returns the values that living pods of the consumers read when they were started, whatever their files say now.
     */
    Set<String> read() {
        note();
        Set<String> read = new TreeSet<>();
        pods().values().forEach(uid -> Optional.ofNullable(started.get(uid)).ifPresent(read::add));
        return read;
    }

    /** Returns the uids of the consumers' pods by name. */
    Map<String, String> pods() {
        Map<String, String> uids = new TreeMap<>();
        for (JsonNode pod : server.objects().list("pods", namespace)) {
            if (!pod.at("/metadata/labels/app").asText().equals("bystander")) {
                uids.put(
                        pod.at("/metadata/name").asText(),
                        pod.at("/metadata/uid").asText());
            }
        }
        return uids;
    }

    /** Notes what pods read that run for the first time: the secret did not change since somebody noted it last. */
    private synchronized void note() {
        String url = url();
        for (JsonNode pod : server.objects().list("pods", namespace)) {
            if (pod.at("/status/phase").asText().equals("Running")) {
                started.putIfAbsent(pod.at("/metadata/uid").asText(), url);
            }
        }
    }

    /** Leaves nothing to the controllers of a server that stays. */
    private void leave() {
        server.faults().clear();
        server.objects().delete("namespaces", "", namespace);
        server.cluster().settle();
    }

    @Override
    public void close() {
        end.run();
        key.close();
    }
}
