package com.datafly.signal.dr.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.journal.Journals;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.Lease;
import com.datafly.signal.dr.journal.LeaseHolder;
import com.datafly.signal.dr.journal.Leases;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.tck.JournalDriverContract;
import com.datafly.signal.dr.tck.JournalHarness;
import com.datafly.signal.dr.tck.SettableClock;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals, anchors and leases where Fabric8's own mock of an API server keeps them: another hand wrote it. */
class FabricMockJournalTest extends JournalDriverContract {

    private static final Duration TTL = Duration.ofSeconds(30);
    private static final LeaseHolder SECOND = new LeaseHolder("orders@two", "run-2");

    private final KubernetesMockServer mock = new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new KubernetesCrudDispatcher(), false);

    @TempDir
    private Path folder;

    @AfterEach
    void stopMock() {
        mock.destroy();
    }

    @Override
    protected JournalHarness harness() {
        mock.init();
        writeKubeconfig();
        try (KubernetesClient client = mock.createClient(new JdkHttpClientFactory())) {
            for (String namespace : List.of("kube-system", "signal-dr")) {
                client.resource("apiVersion: v1\nkind: Namespace\nmetadata: {name: " + namespace + "}")
                        .create();
            }
        }
        return this::open;
    }

    private JournalDriver open() {
        return KubernetesJournal.open("k8s:signal-dr", options -> options.kubeconfig(folder.resolve("config")));
    }

    private void writeKubeconfig() {
        try {
            Files.writeString(folder.resolve("config"), """
                    apiVersion: v1
                    kind: Config
                    current-context: mock
                    clusters: [{name: mock, cluster: {server: "http://localhost:%d"}}]
                    contexts: [{name: mock, context: {cluster: mock, user: mock}}]
                    users: [{name: mock, user: {token: any}}]
                    """.formatted(mock.getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aLeaseIsRenewedAndOnceItIsSilentTakenOverWithAHigherEpoch() {
        SettableClock here = SettableClock.at("2025-01-15T10:30:00Z");
        SettableClock there = SettableClock.at("2025-01-15T12:30:00Z");
        try (JournalDriver one = open();
                JournalDriver two = open()) {
            Journals runner = Journals.over(one, text -> text, here, here);
            runner.create("run-1", List.of(JournalEntry.of("planned", Map.of())));
            Lease lost = runner.leases().acquire("db:orders", new LeaseHolder("orders@one", "run-1"), TTL);
            Leases watcher = Journals.over(two, text -> text, there, there).leases();
            assertCode(ErrorCode.CONFLICT, () -> watcher.acquire("db:orders", SECOND, TTL));
            there.advance(TTL.minusSeconds(1));
            lost.renew();
            assertCode(ErrorCode.CONFLICT, () -> watcher.acquire("db:orders", SECOND, TTL));
            there.advance(TTL);

            try (Lease taken = watcher.acquire("db:orders", SECOND, TTL)) {
                assertThat(taken.epoch()).isEqualTo(lost.epoch() + 1);
                assertCode(ErrorCode.FENCED, lost::renew);
            }
        }
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThat(catchThrowableOfType(DrException.class, call).code()).isEqualTo(code);
    }
}
