package com.datafly.signal.dr.internal.platform.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.internal.platform.release.BundlePlaces.Found;
import com.datafly.signal.dr.internal.seal.Seal;
import com.datafly.signal.dr.platform.ReleaseBundle;
import com.datafly.signal.dr.platform.ReleaseBundle.Facts;
import com.datafly.signal.dr.platform.ReleaseBundle.Reinstall;
import com.datafly.signal.dr.platform.ReleaseBundles;
import com.datafly.signal.dr.platform.ReleaseChoice;
import com.datafly.signal.dr.platform.ReleaseContent;
import com.datafly.signal.dr.platform.ReleaseOrigin;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Exports as encrypted zip files. */
public final class DefaultReleaseBundles implements ReleaseBundles {

    private final ReleaseReads reads;
    private final ObjectStore store;
    private final BundlePlaces places;
    private final Seal seal;

    DefaultReleaseBundles(ReleaseReads reads, ObjectStore store, String prefix, Secret key) {
        this.reads = reads;
        this.store = store;
        this.seal = Seal.of(key);
        this.places = new BundlePlaces(reads.platform(), store, prefix, this::origin);
    }

    @Override
    public Facts export(String release, ReleaseBundle.Extras extras) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        List<StoredRelease> history = reads.history(release);
        StoredRelease current = reads.current(release);
        try (ReleaseContent content = reads.content(release, current.revision())) {
            String chart = content.release()
                    .chart()
                    .orElseGet(() -> ReleaseReads.json(content.release()).chartName());
            extras.chart()
                    .ifPresent(path -> files.put(
                            BundleZip.CHART, ChartArchive.read("export the release " + release, path, chart)));
            Instant at = reads.platform().clock().instant();
            ReleaseOrigin origin = places.own();
            Facts facts = new Facts(
                    places.key(release, origin, at, current.revision()),
                    release,
                    reads.platform().address().toString(),
                    origin.cluster(),
                    at,
                    history.stream().map(DefaultReleaseBundles::line).toList(),
                    current.revision(),
                    chart,
                    reinstall(content, files.containsKey(BundleZip.CHART)),
                    content.subcharts(),
                    ReleaseImages.of(reads, content));
            addTo(files, facts, content);
            history.forEach(one -> addRevision(files, one));
            write(facts.key(), files);
            return facts;
        } finally {
            files.values().forEach(bytes -> Arrays.fill(bytes, (byte) 0));
        }
    }

    @Override
    public Set<ReleaseOrigin> origins(String release) {
        return places.all(release).stream().map(Found::origin).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public List<String> keys(String release) {
        return places.of(release, Optional.empty()).stream().map(Found::key).toList();
    }

    @Override
    public List<String> keys(String release, ReleaseOrigin from) {
        return places.of(release, Optional.of(from)).stream().map(Found::key).toList();
    }

    @Override
    public Optional<ReleaseChoice> choose(String release, Optional<ReleaseOrigin> from) {
        return places.choose(release, from);
    }

    /** Of an export that is gone, damaged, or sealed with another key it cannot be told. */
    private ReleaseOrigin origin(String key) {
        try (ReleaseBundle bundle = open(key)) {
            return bundle.facts().origin();
        } catch (DrException e) {
            if (e.code() == ErrorCode.NOT_FOUND
                    || e.code() == ErrorCode.INTEGRITY_FAILED
                    || e.code() == ErrorCode.UNAUTHENTICATED) {
                return new ReleaseOrigin("", "");
            }
            throw e;
        }
    }

    @Override
    public ReleaseBundle open(String key) {
        byte[] plain = seal.open(key, bytes(key));
        try {
            Map<String, byte[]> files = BundleZip.unpack(key, plain);
            Facts facts = FactsJson.read(key, BundleZip.require(key, files, BundleZip.FACTS));
            Map<Integer, Secret> revisions = new HashMap<>();
            files.forEach((name, content) -> {
                if (name.startsWith(BundleZip.REVISIONS)) {
                    String number = name.substring(BundleZip.REVISIONS.length(), name.lastIndexOf('.'));
                    revisions.put(Integer.valueOf(number), BundleZip.secret(content));
                }
            });
            return ReleaseBundle.of(
                    facts, content(key, facts, files, revisions), revisions, files.get(BundleZip.CHART));
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private static ReleaseContent content(
            String key, Facts facts, Map<String, byte[]> files, Map<Integer, Secret> revisions) {
        Secret json = revisions.get(facts.revision());
        if (json == null) {
            throw BundleZip.damaged(key);
        }
        StoredRelease stored = StoredRelease.create(
                facts.release(),
                facts.revision(),
                Status.DEPLOYED,
                more -> more.chart(facts.chart(), null).content(json));
        return ReleaseContent.of(
                stored,
                BundleZip.secret(BundleZip.require(key, files, BundleZip.VALUES)),
                BundleZip.secret(BundleZip.require(key, files, BundleZip.MANIFEST)),
                facts.subcharts());
    }

    private static Reinstall reinstall(ReleaseContent content, boolean archive) {
        if (archive) {
            return Reinstall.FROM_ARCHIVE;
        }
        return new StoredChart(content.release().name(), ReleaseReads.json(content.release())).isWhole()
                ? Reinstall.FROM_STORED_CHART
                : Reinstall.MANIFEST_ALONE;
    }

    private void addTo(Map<String, byte[]> files, Facts facts, ReleaseContent content) {
        files.put(BundleZip.FACTS, FactsJson.write(facts));
        files.put(BundleZip.VALUES, BundleZip.bytes(content.values()));
        files.put(BundleZip.MANIFEST, BundleZip.bytes(content.manifest()));
    }

    /** A revision that cannot be read is in the history alone. */
    private void addRevision(Map<String, byte[]> files, StoredRelease listed) {
        try (StoredRelease read = reads.stored(listed.name(), listed.revision())) {
            read.content()
                    .ifPresent(json ->
                            files.put(BundleZip.REVISIONS + listed.revision() + ".json", BundleZip.bytes(json)));
        } catch (DrException e) {
            if (e.code() != ErrorCode.INTEGRITY_FAILED && e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
        }
    }

    private void write(String key, Map<String, byte[]> files) {
        byte[] plain = BundleZip.pack(files);
        try {
            store.write(key, seal.seal(key, plain), Precondition.absent());
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private byte[] bytes(String key) {
        try (InputStream in = store.read(key)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw DrException.create(
                    ErrorCode.UNAVAILABLE,
                    "read the export " + key,
                    "reading broke off",
                    failure -> failure.resource(store.address()).cause(e));
        }
    }

    private static String line(StoredRelease one) {
        return one.revision() + " " + Outcomes.words(one.status())
                + one.chart().map(chart -> " " + chart).orElse("")
                + one.deployedAt().map(at -> " " + at).orElse("");
    }
}
