package com.datafly.signal.dr.internal.platform.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.platform.PlatformSecret;
import com.datafly.signal.dr.platform.ReleaseBundle;
import com.datafly.signal.dr.platform.ReleaseBundles;
import com.datafly.signal.dr.platform.ReleaseChange;
import com.datafly.signal.dr.platform.ReleaseContent;
import com.datafly.signal.dr.platform.ReleaseDrift;
import com.datafly.signal.dr.platform.Releases;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import com.datafly.signal.dr.spi.ReleaseExecutor;
import com.datafly.signal.dr.store.ObjectStore;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The releases of a platform by its driver. */
public final class DefaultReleases implements Releases {

    private final ReleaseReads reads;

    /** Offers what the resource can do. */
    public DefaultReleases(PlatformResource platform) {
        this.reads = new ReleaseReads(platform);
    }

    @Override
    public List<StoredRelease> list() {
        return List.copyOf(reads.newest());
    }

    @Override
    public List<StoredRelease> history(String release) {
        return reads.history(release);
    }

    @Override
    public ReleaseContent read(String release) {
        return reads.content(release, reads.current(release).revision());
    }

    @Override
    public ReleaseContent read(String release, int revision) {
        return reads.content(release, revision);
    }

    @Override
    public List<StoredRelease> pending() {
        return reads.newest().stream().filter(one -> one.status().pending()).toList();
    }

    @Override
    public void unlock(StoredRelease seen) {
        String operation = "unlock revision " + seen.revision() + " of " + seen.name();
        String version = seen.version()
                .orElseThrow(() -> reads.platform()
                        .refusal(
                                ErrorCode.INVALID_ARGUMENT,
                                operation,
                                "it is not known in which state it was seen",
                                "Take it from Releases.pending()."));
        reads.platform()
                .change(
                        operation,
                        driver -> driver.releases()
                                .orElseThrow(() -> reads.platform()
                                        .refusal(
                                                ErrorCode.UNSUPPORTED,
                                                operation,
                                                "the platform keeps no releases",
                                                "Use what deployed the product."))
                                .unlock(seen.name(), seen.revision(), version),
                        () -> isUnlocked(seen));
    }

    private boolean isUnlocked(StoredRelease seen) {
        return reads.revisions(seen.name()).stream()
                .anyMatch(one -> one.revision() == seen.revision() && one.status() == Status.FAILED);
    }

    @Override
    public ReleaseDrift drift(String release) {
        return new DriftSearch(reads).of(release);
    }

    @Override
    public Path writeValues(String release, Path folder) {
        LocalDate today = LocalDate.ofInstant(reads.platform().clock().instant(), ZoneOffset.UTC);
        try (ReleaseContent content = read(release)) {
            return ValuesFile.write(folder, today, content.values());
        }
    }

    @Override
    public ReleaseBundles bundles(ObjectStore store, String prefix, Secret key) {
        return new DefaultReleaseBundles(reads, store, prefix, key);
    }

    @Override
    public List<String> places(String release, Secret value) {
        String wanted = value.use(String::new);
        if (wanted.isEmpty()) {
            return List.of();
        }
        try (ReleaseContent content = read(release)) {
            ReleaseJson json = ReleaseReads.json(content.release());
            TreeSet<String> places = new TreeSet<>(ValuePath.find(json.values(), wanted::equals));
            ValuePath.find(json.defaults(), wanted::equals).stream()
                    .filter(path -> ValuePath.of(path).isUnset(json.values()))
                    .forEach(places::add);
            return List.copyOf(places);
        }
    }

    @Override
    public boolean keeps(String release, String secret, String key) {
        JsonNode objects = new DriftSearch(reads).upgraded(reads.current(release));
        String held = held(secret, key);
        for (JsonNode object : objects) {
            if (SecretText.is(object, secret)
                    && SecretText.value(object, key)
                            .filter(value -> !value.equals(held))
                            .isPresent()) {
                return false;
            }
        }
        return true;
    }

    private String held(String secret, String key) {
        String operation = "read the secret " + secret;
        Optional<PlatformSecret> found = reads.platform().read(operation, driver -> driver.secret(secret));
        try (PlatformSecret open = found.orElseThrow(() -> missing(operation, "there is none"))) {
            return Optional.ofNullable(open.values().get(key))
                    .map(value -> value.<String>use(String::new))
                    .orElseThrow(() -> missing(operation, "it has no key '" + key + "'"));
        }
    }

    private DrException missing(String operation, String problem) {
        return reads.platform()
                .refusal(ErrorCode.NOT_FOUND, operation, problem, "Check the names of the secret and of its key.");
    }

    @Override
    public StoredRelease upgrade(ReleaseChange change) {
        return new ReleaseDeployments(reads).upgrade(change);
    }

    @Override
    public StoredRelease install(ReleaseChange change) {
        return new ReleaseDeployments(reads).install(change);
    }

    @Override
    public StoredRelease reinstall(ReleaseBundle bundle, ReleaseChange change) {
        return new ReleaseDeployments(reads).reinstall(bundle, change);
    }

    @Override
    public StoredRelease rollBack(ReleaseChange change, int toRevision) {
        return new ReleaseDeployments(reads).rollBack(change, toRevision);
    }

    @Override
    public void uninstall(ReleaseChange change) {
        new ReleaseDeployments(reads).uninstall(change);
    }

    /** Returns what would deploy, as in {@code helm 3.21.0}; fails as it would where it cannot be used. For steps. */
    public String software() {
        return reads.platform().deploy("ask what deploys releases", OperationKey.random(), ReleaseExecutor::software);
    }

    /** Tells whether what would deploy can roll back, for steps. */
    public boolean rollsBack() {
        return reads.platform().deploy("ask what deploys releases", OperationKey.random(), ReleaseExecutor::rollsBack);
    }

    /** Lists the revisions of a release, oldest first, for steps; none if it is not there. */
    public List<StoredRelease> revisions(String release) {
        return reads.revisions(release);
    }

    /** Looks for the revision after {@code base}, if it is a rollback to {@code toRevision}, for steps. */
    public Optional<StoredRelease> findRollback(String release, int base, int toRevision) {
        return new ReleaseDeployments(reads).rolledBack(release, base, toRevision);
    }

    /** Looks for the revision that carries a key, for steps. */
    public Optional<StoredRelease> find(String release, OperationKey key) {
        return new Outcomes(reads).find(release, key);
    }
}
