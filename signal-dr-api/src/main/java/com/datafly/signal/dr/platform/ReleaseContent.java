package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.Secret;
import java.util.List;

/**
 * What one revision of a release consists of. It holds passwords, so it prints none of it; closing it overwrites the
 * copies held here.
 *
 * @since 0.1
 */
public final class ReleaseContent implements AutoCloseable {

    private final StoredRelease release;
    private final Secret values;
    private final Secret manifest;
    private final List<String> subcharts;

    private ReleaseContent(StoredRelease release, Secret values, Secret manifest, List<String> subcharts) {
        this.release = requireNonNull(release, "release");
        this.values = requireNonNull(values, "values");
        this.manifest = requireNonNull(manifest, "manifest");
        this.subcharts = List.copyOf(subcharts);
    }

    /** Collects it; closing it closes the parts. */
    public static ReleaseContent of(StoredRelease release, Secret values, Secret manifest, List<String> subcharts) {
        return new ReleaseContent(release, values, manifest, subcharts);
    }

    /** Returns the revision, with its whole content as JSON. */
    public StoredRelease release() {
        return release;
    }

    /** Returns the values that the user supplied, as YAML that installs and upgrades accept as a file of values. */
    public Secret values() {
        return values;
    }

    /** Returns the objects that were applied, as YAML documents; hooks are not among them. */
    public Secret manifest() {
        return manifest;
    }

    /**
     * Returns the names of the charts within the chart. Their templates are kept nowhere on the platform: with any, the
     * chart cannot be made anew from the release.
     */
    public List<String> subcharts() {
        return subcharts;
    }

    @Override
    public void close() {
        values.close();
        manifest.close();
        release.close();
    }

    @Override
    public String toString() {
        return release.toString();
    }
}
