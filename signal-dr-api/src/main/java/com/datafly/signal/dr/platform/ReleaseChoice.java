package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The export of a release that is taken.
 *
 * @param key its key
 * @param origin where it comes from
 * @param doubts why it may be the wrong one, each in words; empty if nothing speaks against it
 * @since 0.1
 */
public record ReleaseChoice(String key, ReleaseOrigin origin, List<String> doubts) {

    /** Refuses null, and takes a copy. */
    public ReleaseChoice {
        requireNonNull(key, "key");
        requireNonNull(origin, "origin");
        doubts = List.copyOf(doubts);
    }
}
