package com.datafly.signal.dr.internal.platform.release;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.platform.ReleaseChoice;
import com.datafly.signal.dr.platform.ReleaseOrigin;
import com.datafly.signal.dr.spi.PlatformDriver;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where exports lie: {@code RELEASE/CLUSTER/NAMESPACE/TIME-vREVISION.bundle} below the prefix. Those that lie right
 * below their release, as they once did, tell within where they come from.
 */
final class BundlePlaces {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern STAMPED = Pattern.compile("(\\d{8}T\\d{6}\\.\\d{3}Z)-v\\d+\\.bundle");
    private static final String PART = "(?:[A-Za-z0-9._=-]|\\+[0-9A-F]{2})+";
    private static final Pattern PLACE = Pattern.compile("(?:(" + PART + ")/(" + PART + ")/)?[^/]+\\.bundle");
    private static final String NOT_TOLD = "=";
    private static final int PAGE = 1000;

    private final PlatformResource platform;
    private final ObjectStore store;
    private final String prefix;
    private final Function<String, ReleaseOrigin> within;

    /** Takes how to read within an export where it comes from. */
    BundlePlaces(PlatformResource platform, ObjectStore store, String prefix, Function<String, ReleaseOrigin> within) {
        this.platform = platform;
        this.store = store;
        this.prefix = prefix;
        this.within = within;
    }

    /** An export, and where it comes from. */
    record Found(String key, ReleaseOrigin origin) {

        String name() {
            return key.substring(key.lastIndexOf('/') + 1);
        }

        /** Tells whether this was exported later, by the times in both names; a name without one tells nothing. */
        boolean isAfter(Found other) {
            Matcher mine = STAMPED.matcher(name());
            Matcher others = STAMPED.matcher(other.name());
            return mine.matches() && others.matches() && mine.group(1).compareTo(others.group(1)) > 0;
        }
    }

    String key(String release, ReleaseOrigin origin, Instant at, int revision) {
        return prefix + release + "/" + segment(origin.cluster()) + "/" + segment(origin.namespace()) + "/"
                + STAMP.format(at) + "-v" + revision + ".bundle";
    }

    /** Returns what comes from here; without its cluster, if the credential may not read that. */
    ReleaseOrigin own() {
        String namespace = platform.address().location();
        try {
            return new ReleaseOrigin(platform.read("ask for the cluster's id", PlatformDriver::clusterId), namespace);
        } catch (DrException e) {
            if (e.code() != ErrorCode.PERMISSION_DENIED) {
                throw e;
            }
            return new ReleaseOrigin("", namespace);
        }
    }

    /** Lists all exports of a release, the newest last. */
    List<Found> all(String release) {
        List<Found> found = new ArrayList<>();
        String folder = prefix + release + "/";
        String last = "";
        List<ObjectInfo> page;
        do {
            page = store.list(folder, last, PAGE);
            for (ObjectInfo object : page) {
                String key = object.key();
                last = key;
                origin(key, key.substring(folder.length())).ifPresent(origin -> found.add(new Found(key, origin)));
            }
        } while (page.size() == PAGE);
        found.sort(Comparator.comparing(Found::name).thenComparing(Found::key));
        return found;
    }

    private Optional<ReleaseOrigin> origin(String key, String below) {
        Matcher place = PLACE.matcher(below);
        if (!place.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                place.group(1) == null
                        ? within.apply(key)
                        : new ReleaseOrigin(text(place.group(1)), text(place.group(2))));
    }

    /**
     * Lists those that come from {@code from}, or from here; refuses if these are several, or there are others alone.
     */
    List<Found> of(String release, Optional<ReleaseOrigin> from) {
        List<Found> all = all(release);
        return all.isEmpty() ? all : chosen(release, all, from.orElseGet(this::own));
    }

    /** Chooses the newest from {@code from}, or from here; the only ones that there are, if they are another's. */
    Optional<ReleaseChoice> choose(String release, Optional<ReleaseOrigin> from) {
        List<Found> all = all(release);
        if (all.isEmpty()) {
            return Optional.empty();
        }
        ReleaseOrigin wanted = from.orElseGet(this::own);
        List<String> doubts = new ArrayList<>();
        List<Found> chosen = all;
        if (isOfOneOther(all, wanted)) {
            doubts.add("none comes from " + wanted + "; all come from "
                    + all.get(0).origin() + ", which may be the same by another id");
        } else {
            chosen = chosen(release, all, wanted);
        }
        Found newest = chosen.get(chosen.size() - 1);
        doubts.addAll(newer(all, newest));
        return Optional.of(new ReleaseChoice(newest.key(), newest.origin(), doubts));
    }

    private static boolean isOfOneOther(List<Found> all, ReleaseOrigin wanted) {
        ReleaseOrigin other = all.get(0).origin();
        return areOfOne(all)
                && !wanted.covers(other)
                && new ReleaseOrigin(other.cluster(), wanted.namespace()).covers(other);
    }

    /** Says what is newer than the newest that is taken, from the same namespace of another cluster. */
    private static List<String> newer(List<Found> all, Found taken) {
        TreeMap<String, String> newer = new TreeMap<>();
        for (Found other : all) {
            if (other.origin().namespace().equals(taken.origin().namespace())
                    && !other.origin().equals(taken.origin())
                    && other.isAfter(taken)) {
                newer.put(other.origin().toString(), other.name());
            }
        }
        return newer.entrySet().stream()
                .map(one -> "a newer one, " + one.getValue() + ", comes from " + one.getKey())
                .toList();
    }

    private List<Found> chosen(String release, List<Found> all, ReleaseOrigin from) {
        List<Found> chosen =
                all.stream().filter(found -> from.covers(found.origin())).toList();
        if (chosen.isEmpty()) {
            throw refusal(release, "comes from " + from, "none ", all);
        }
        if (!areOfOne(chosen)) {
            throw refusal(release, "is the one that is meant by " + from, "it cannot be told which ", all);
        }
        return chosen;
    }

    private static boolean areOfOne(List<Found> found) {
        return found.stream().map(Found::origin).distinct().count() == 1;
    }

    private DrException refusal(String release, String which, String problem, List<Found> all) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                "choose an export of the release " + release,
                problem + "below '" + prefix + "' " + which + "; there are " + String.join("; ", counts(all)),
                failure -> failure.resource(store.address())
                        .hint("Name where it comes from: BundlePlace.from, or ReleaseBundles.keys with an origin."));
    }

    private static Collection<String> counts(List<Found> found) {
        TreeMap<String, Long> counts = found.stream()
                .collect(Collectors.groupingBy(one -> one.origin().toString(), TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(one -> one.getValue() + " from " + one.getKey())
                .toList();
    }

    /** Keys of stores have few characters, and no part of one is a point alone. */
    private static String segment(String text) {
        if (text.isEmpty()) {
            return NOT_TOLD;
        }
        String encoded = URLEncoder.encode(text, UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace('%', '+');
        return encoded.startsWith(".") ? "+2E" + encoded.substring(1) : encoded;
    }

    private static String text(String segment) {
        return segment.equals(NOT_TOLD) ? "" : URLDecoder.decode(segment.replace('+', '%'), UTF_8);
    }
}
