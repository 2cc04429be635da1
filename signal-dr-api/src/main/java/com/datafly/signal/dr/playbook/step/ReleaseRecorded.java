package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.platform.StoredRelease;
import java.util.List;

/**
 * What a release was.
 *
 * @param release its name
 * @param revision the newest revision
 * @param status what became of that, as in {@code DEPLOYED}
 * @param chart its chart's name and version; empty if it could not be read
 * @param history all revisions, oldest first
 * @since 0.1
 */
public record ReleaseRecorded(String release, int revision, String status, String chart, List<String> history) {

    /** Keeps what a journal needs of a history that is not empty. */
    public static ReleaseRecorded of(List<StoredRelease> history) {
        StoredRelease newest = history.get(history.size() - 1);
        return new ReleaseRecorded(
                newest.name(),
                newest.revision(),
                newest.status().name(),
                newest.chart().orElse(""),
                history.stream()
                        .map(one -> one.revision() + " " + one.status()
                                + one.chart().map(chart -> " " + chart).orElse(""))
                        .toList());
    }
}
