package com.datafly.signal.dr.k8s.internal.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.k8s.internal.Attempt;
import com.datafly.signal.dr.k8s.internal.client.Connection;
import com.datafly.signal.dr.k8s.internal.driver.Pages;
import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.spi.ReleaseDriver;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** The releases of a namespace, of Helm 3 and 4, in Secrets or in ConfigMaps. */
public final class Releases implements ReleaseDriver {

    private static final String RELEASE_NAMESPACE = "meta.helm.sh/release-namespace";

    private final Connection connection;
    private final Manifests manifests;

    /** Reads by a connection that somebody else closes. */
    public Releases(Connection connection) {
        this.connection = connection;
        this.manifests = new Manifests(connection);
    }

    /**
     * {@inheritDoc}
     *
     * @throws DrException with {@code UNSUPPORTED} if workloads bear the mark of a release and there is none: Helm
     *     keeps them elsewhere
     */
    @Override
    public List<StoredRelease> stored() {
        List<StoredRelease> all = new ArrayList<>(list(Place.SECRETS));
        all.addAll(optional(() -> list(Place.CONFIG_MAPS)).orElse(List.of()));
        if (all.isEmpty()) {
            refuseOthers();
        }
        all.sort(Comparator.comparing(StoredRelease::name).thenComparingInt(StoredRelease::revision));
        return List.copyOf(all);
    }

    private <T extends HasMetadata> List<StoredRelease> list(Place<T> place) {
        return Pages.read(
                        connection,
                        Attempt.of("list", place.resource()).withSecrets(),
                        client -> place.source()
                                .apply(client)
                                .inNamespace(connection.namespace())
                                .withLabels(Labels.OF_HELM),
                        object -> Labels.release(object.getMetadata()))
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private void refuseOthers() {
        boolean elsewhere = optional(() -> Pages.<Deployment, Boolean>read(
                        connection,
                        Attempt.of("list", "deployments"),
                        client -> client.apps().deployments().inNamespace(connection.namespace()),
                        this::isReleased))
                .orElse(List.of())
                .contains(true);
        if (elsewhere) {
            throw DrException.create(
                    ErrorCode.UNSUPPORTED,
                    "list releases in " + connection,
                    "Helm deployed here, but keeps its releases neither in Secrets nor in ConfigMaps",
                    failure -> failure.resource(connection.toString())
                            .hint("HELM_DRIVER is sql, or the releases were deleted. Only helm itself can read them"
                                    + " there."));
        }
    }

    private Boolean isReleased(Deployment deployment) {
        return deployment.getMetadata().getAnnotations() != null
                && connection
                        .namespace()
                        .equals(deployment.getMetadata().getAnnotations().get(RELEASE_NAMESPACE));
    }

    @Override
    public Optional<StoredRelease> read(String name, int revision) {
        return find(name, revision).map(Stored::release);
    }

    private Optional<Stored<?>> find(String name, int revision) {
        Optional<Stored<?>> found = find(Place.SECRETS, name, revision);
        return found.isPresent()
                ? found
                : optional(() -> find(Place.CONFIG_MAPS, name, revision)).flatMap(maybe -> maybe);
    }

    private <T extends HasMetadata> Optional<Stored<?>> find(Place<T> place, String name, int revision) {
        String object = Labels.object(name, revision);
        return connection
                .read(
                        Attempt.of("get", place.resource(), object).withSecrets(),
                        client -> Optional.ofNullable(place.source()
                                .apply(client)
                                .inNamespace(connection.namespace())
                                .withName(object)
                                .get()))
                .map(there -> new Stored<>(connection, place, there));
    }

    /** Helm keeps releases in Secrets unless told; who may not look into ConfigMaps has none there. */
    private static <R> Optional<R> optional(Supplier<R> look) {
        try {
            return Optional.of(look.get());
        } catch (DrException e) {
            if (e.code() != ErrorCode.PERMISSION_DENIED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    @Override
    public Secret objects(Secret manifest) {
        return manifests.objects(manifest);
    }

    @Override
    public Optional<Secret> live(ObjectRef object) {
        return manifests.live(Objects.requireNonNull(object, "object"));
    }

    @Override
    public void unlock(String name, int revision, String version) {
        String operation = "unlock release " + name + ", revision " + revision + " in " + connection;
        Stored<?> stored = find(name, revision)
                .orElseThrow(() -> DrException.of(ErrorCode.NOT_FOUND, operation, "there is no such revision"));
        stored.unlock(operation, version);
    }
}
