package com.datafly.signal.dr.k8s;

import com.datafly.signal.dr.tck.JournalDriverContract;
import com.datafly.signal.dr.tck.JournalHarness;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Journals in a real cluster, where {@code SIGNAL_DR_KUBECONFIG} names one; each test in a namespace that it makes. */
@EnabledIfEnvironmentVariable(named = "SIGNAL_DR_KUBECONFIG", matches = ".+")
class KubernetesJournalRealTest extends JournalDriverContract {

    private final Path kubeconfig = Path.of(System.getenv("SIGNAL_DR_KUBECONFIG"));
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
            .build();
    private final Namespace namespace = client.resource(new NamespaceBuilder()
                    .withNewMetadata()
                    .withGenerateName("signal-dr-journal-")
                    .endMetadata()
                    .build())
            .create();

    @AfterEach
    void removeNamespace() {
        client.resource(namespace).delete();
        client.close();
    }

    @Override
    protected JournalHarness harness() {
        String address = "k8s:" + namespace.getMetadata().getName();
        return () -> KubernetesJournal.open(address, options -> options.kubeconfig(kubeconfig));
    }
}
