package com.datafly.signal.dr.internal.platform.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.platform.ReleaseContent;
import java.util.function.UnaryOperator;

/** The values of a release that was recorded, from which new ones are made. */
public final class FormerValues {

    private final ReleaseJson json;

    private FormerValues(ReleaseJson json) {
        this.json = json;
    }

    /** Reads them. */
    public static FormerValues of(ReleaseContent content) {
        return new FormerValues(ReleaseReads.json(content.release()));
    }

    /**
     * Makes a new value of the one at a path, be it the user's or the chart's default.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if there is no text
     */
    public Secret changed(String path, UnaryOperator<String> change) {
        ValuePath place = ValuePath.of(path);
        String former = place.text(json.values())
                .or(() -> place.text(json.defaults()))
                .orElseThrow(() -> DrException.create(
                        ErrorCode.INVALID_ARGUMENT,
                        "change the value '" + path + "'",
                        "neither the release's values nor its chart's have a text there",
                        failure -> failure.hint("Look at the release's values.")));
        return Secret.of(change.apply(former));
    }
}
