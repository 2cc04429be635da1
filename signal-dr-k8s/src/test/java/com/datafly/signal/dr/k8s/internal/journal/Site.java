package com.datafly.signal.dr.k8s.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.k8s.KubernetesJournal;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.k8s.testing.Grant;
import com.datafly.signal.dr.spi.JournalDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A cluster with a namespace for journals, and whatever is opened there. */
final class Site implements AutoCloseable {

    static final String NAMESPACE = "signal-dr";
    static final String ADDRESS = "k8s:" + NAMESPACE;

    private final ApiServer server = ApiServer.start().namespace(NAMESPACE);
    private final List<JournalDriver> opened = new ArrayList<>();
    private final Path folder;

    Site(Path folder) {
        this.folder = folder;
    }

    ApiServer server() {
        return server;
    }

    /** Opens the journals as another process would. */
    JournalDriver open() {
        return open(Duration.ofSeconds(10));
    }

    /** Opens the journals for somebody whose requests may take no longer. */
    JournalDriver open(Duration requestTimeout) {
        return open(server.token(), requestTimeout);
    }

    /** Opens the journals as somebody who may do those things alone. */
    JournalDriver openAs(List<Grant> grants) {
        return open(server.token("runner", grants), Duration.ofSeconds(10));
    }

    private JournalDriver open(String token, Duration requestTimeout) {
        JournalDriver driver = KubernetesJournal.open(
                ADDRESS, options -> options.kubeconfig(kubeconfig(token)).requestTimeout(requestTimeout));
        opened.add(driver);
        return driver;
    }

    Path kubeconfig(String token) {
        Path file = folder.resolve("kubeconfig-" + opened.size());
        try {
            return Files.writeString(file, server.kubeconfig(token), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        opened.forEach(JournalDriver::close);
        server.close();
    }
}
