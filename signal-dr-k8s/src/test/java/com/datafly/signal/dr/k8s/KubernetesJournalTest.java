package com.datafly.signal.dr.k8s;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.tck.JournalDriverContract;
import com.datafly.signal.dr.tck.JournalHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Journals in a cluster, each test in a namespace of its own. */
class KubernetesJournalTest extends JournalDriverContract {

    private static final AtomicInteger NAMESPACES = new AtomicInteger();
    private static final ApiServer SERVER = ApiServer.start();

    @TempDir
    static Path folder;

    private static Path kubeconfig = Path.of("");

    private final String namespace = "signal-dr-" + NAMESPACES.incrementAndGet();

    @BeforeAll
    static void writeKubeconfig() throws IOException {
        kubeconfig = Files.writeString(folder.resolve("kubeconfig"), SERVER.kubeconfig(SERVER.token()), UTF_8);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Override
    protected JournalHarness harness() {
        SERVER.namespace(namespace);
        return () -> KubernetesJournal.open("k8s:" + namespace, options -> options.kubeconfig(kubeconfig));
    }
}
