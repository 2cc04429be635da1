package com.datafly.signal.dr.aws.internal.client;

import static java.util.Comparator.comparingInt;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.regions.Region;

/** The regions that the SDK knows. */
final class Regions {

    private static final int NEAR_ONES = 5;

    private Regions() {}

    /**
     * Looks a region up by its name.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} that names those whose names are nearest
     */
    static Region require(String name) {
        return Region.regions().stream()
                .filter(region -> region.id().equals(name) && !region.isGlobalRegion())
                .findFirst()
                .orElseThrow(() -> unknown(name));
    }

    private static DrException unknown(String name) {
        List<String> near = Region.regions().stream()
                .filter(region -> !region.isGlobalRegion())
                .map(Region::id)
                .sorted(comparingInt((String id) -> distance(id, name)).thenComparing(Comparator.naturalOrder()))
                .limit(NEAR_ONES)
                .toList();
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                "open a session with AWS",
                "region '" + name + "' is unknown",
                failure -> failure.hint("Did you mean one of " + String.join(", ", near)
                        + "? A region that is newer than this version of the AWS SDK needs a newer one."));
    }

    /** Counts the letters to be inserted, removed or replaced (Levenshtein). */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
