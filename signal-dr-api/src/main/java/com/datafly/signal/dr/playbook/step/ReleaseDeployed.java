package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.platform.StoredRelease;

/**
 * A revision of a release that a step made.
 *
 * @param release its name
 * @param former the revision that was the newest before; 0 if the release was not there
 * @param revision the new one
 * @param chart its chart's name and version
 * @since 0.1
 */
public record ReleaseDeployed(String release, int former, int revision, String chart) {

    /** Keeps what a journal needs of {@code made}. */
    public static ReleaseDeployed of(int former, StoredRelease made) {
        return new ReleaseDeployed(
                made.name(), former, made.revision(), made.chart().orElse(""));
    }
}
