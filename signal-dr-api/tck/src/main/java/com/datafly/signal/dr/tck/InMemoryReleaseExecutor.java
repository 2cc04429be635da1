package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.platform.ChartSource;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import com.datafly.signal.dr.spi.ReleaseExecutor;
import com.datafly.signal.dr.spi.ReleaseOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Deploys on an {@link InMemoryPlatform} as Helm 3 does. */
final class InMemoryReleaseExecutor implements ReleaseExecutor {

    private final InMemoryPlatformDriver platform;

    InMemoryReleaseExecutor(InMemoryPlatformDriver platform) {
        this.platform = platform;
    }

    @Override
    public String software() {
        return "memory 1";
    }

    @Override
    public boolean rollsBack() {
        return true;
    }

    @Override
    public void install(ReleaseOrder order) {
        platform.change("install", found -> {
            if (newest(found, order.name()).isPresent()) {
                throw DrException.of(ErrorCode.ALREADY_EXISTS, "install " + order.name(), "the name is in use");
            }
            return deploy(found, order, Map.of(), 1);
        });
    }

    @Override
    public void upgrade(ReleaseOrder order) {
        platform.change("upgrade", found -> {
            StoredRelease newest = free(found, order.name());
            return deploy(found, order, newest.labels(), newest.revision() + 1);
        });
    }

    @Override
    public void rollBack(String release, int revision, ReleaseOrder.Patience patience) {
        platform.change("rollBack", found -> {
            StoredRelease newest = free(found, release);
            InMemoryReleases releases = found.state().releases();
            try (StoredRelease former =
                    releases.read(release, revision).orElseThrow(() -> missing(release + " " + revision))) {
                String content = former.content().orElseThrow().use(String::new);
                releases.settle(release);
                put(found, former, newest.revision() + 1, "Rollback to " + revision, content);
            }
            return found;
        });
    }

    @Override
    public void uninstall(String release, ReleaseOrder.Patience patience) {
        platform.change("uninstall", found -> {
            found.state().releases().remove(release);
            return found;
        });
    }

    private static InMemoryPlatform deploy(
            InMemoryPlatform found, ReleaseOrder order, Map<String, String> inherited, int revision) {
        InMemoryChart chart = found.state()
                .releases()
                .chart(name(order.chart()))
                .orElseThrow(() -> missing("the chart " + order.chart()));
        List<String> documents = order.values().stream()
                .map(values -> values.<String>use(String::new))
                .toList();
        String manifest = chart.manifest(documents);
        Map<String, String> labels = new HashMap<>(inherited);
        labels.put(ReleaseOrder.KEY_LABEL, order.key().value());
        Status status = chart.template().contains("# fails")
                ? Status.FAILED
                : chart.template().contains("# hangs") ? Status.PENDING_UPGRADE : Status.DEPLOYED;
        String content = InMemoryManifest.content(order.name(), documents.get(0), chart.stored(), manifest);
        StoredRelease release = StoredRelease.create(
                order.name(),
                revision,
                status,
                more -> more.labels(labels).chart(chart.name() + "-" + chart.version(), chart.version()));
        if (status == Status.DEPLOYED) {
            found.state().releases().settle(order.name());
        }
        put(found, release, revision, status == Status.FAILED ? "Upgrade failed" : order.description(), content);
        if (status != Status.DEPLOYED) {
            throw DrException.create(
                    status == Status.FAILED ? ErrorCode.FAILED_PRECONDITION : ErrorCode.DEADLINE_EXCEEDED,
                    "deploy " + order.name(),
                    "the chart says so",
                    failure -> failure.effect(status == Status.FAILED ? Effect.APPLIED : Effect.UNKNOWN));
        }
        return found;
    }

    private static void put(
            InMemoryPlatform found, StoredRelease like, int revision, String description, String content) {
        Status status = like.status() == Status.SUPERSEDED ? Status.DEPLOYED : like.status();
        found.release(StoredRelease.create(
                like.name(),
                revision,
                status,
                more -> more.labels(like.labels())
                        .chart(like.chart().orElse(null), like.appVersion().orElse(null))
                        .deployed(found.clock().instant(), description)
                        .content(Secret.of(content))));
        if (status == Status.DEPLOYED) {
            InMemoryManifest.apply(found, content);
        }
    }

    private static Optional<StoredRelease> newest(InMemoryPlatform found, String release) {
        return found.state().releases().stored().stream()
                .filter(one -> one.name().equals(release))
                .reduce((one, other) -> other);
    }

    private static StoredRelease free(InMemoryPlatform found, String release) {
        StoredRelease newest = newest(found, release).orElseThrow(() -> missing(release));
        if (newest.status().pending()) {
            throw DrException.of(
                    ErrorCode.FAILED_PRECONDITION,
                    "deploy " + release,
                    "another operation (install/upgrade/rollback) is in progress");
        }
        return newest;
    }

    /** Returns the name of a chart that is a folder here, or is called by its name. */
    private static String name(ChartSource chart) {
        Path description = Path.of(chart.reference(), "Chart.yaml");
        if (!Files.exists(description)) {
            return chart.reference().substring(chart.reference().lastIndexOf('/') + 1);
        }
        try {
            return Files.readAllLines(description).stream()
                    .filter(line -> line.startsWith("name: "))
                    .map(line -> line.substring("name: ".length()))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw missing("the chart " + chart);
        }
    }

    private static DrException missing(String what) {
        return DrException.of(ErrorCode.NOT_FOUND, "deploy", "there is no " + what);
    }

    @Override
    public void close() {
        platform.close();
    }
}
