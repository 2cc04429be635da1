package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.platform.ReleaseBundle;
import java.util.List;

/**
 * The export of a release.
 *
 * @param store where it is
 * @param key the object's key there
 * @param revision the revision that ran
 * @param chart its chart's name and version
 * @param reinstall what can be installed from it, as in {@code FROM_ARCHIVE}
 * @param images the images that its objects and hooks name, each with its digests, or {@code unknown}
 * @since 0.1
 */
public record ReleaseExported(
        String store, String key, int revision, String chart, String reinstall, List<String> images) {

    /** Keeps what a journal needs of {@code facts}. */
    public static ReleaseExported of(String store, ReleaseBundle.Facts facts) {
        return new ReleaseExported(
                store,
                facts.key(),
                facts.revision(),
                facts.chart(),
                facts.reinstall().name(),
                facts.images().entrySet().stream()
                        .map(image -> image.getKey() + " "
                                + (image.getValue().isEmpty() ? "unknown" : String.join(" ", image.getValue())))
                        .sorted()
                        .toList());
    }
}
