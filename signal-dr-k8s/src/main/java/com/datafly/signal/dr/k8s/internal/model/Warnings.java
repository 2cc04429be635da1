package com.datafly.signal.dr.k8s.internal.model;

import com.datafly.signal.dr.platform.PlatformEvent;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes warnings from events, of which there is an older and a newer way to write the time and the number. */
public final class Warnings {

    /** Hashes are of letters and digits that make no words. */
    private static final Pattern OF_DEPLOYMENT = Pattern.compile("(.+)-[bcdfghjklmnpqrstvwxz2456789]{4,10}");

    private Warnings() {}

    /** Tells whether it is one. */
    public static boolean isOne(Event event) {
        return "Warning".equals(event.getType());
    }

    /** Describes one. */
    public static PlatformEvent of(Event event) {
        ObjectReference object = event.getInvolvedObject() == null ? new ObjectReference() : event.getInvolvedObject();
        return new PlatformEvent(
                at(event),
                subject(Fields.text(object.getKind()), Fields.text(object.getName())),
                Fields.text(event.getReason()),
                Fields.text(event.getMessage()),
                count(event));
    }

    /** A Deployment makes its pods by ReplicaSets, so what hinders those hinders it; each ends with a hash. */
    private static String subject(String kind, String name) {
        Matcher set = OF_DEPLOYMENT.matcher(name);
        return "ReplicaSet".equals(kind) && set.matches()
                ? "deployment/" + set.group(1)
                : kind.toLowerCase(Locale.ROOT) + "/" + name;
    }

    private static Instant at(Event event) {
        return Stream.of(
                        time(
                                event.getSeries() == null
                                        ? null
                                        : event.getSeries().getLastObservedTime()),
                        Fields.text(event.getLastTimestamp()),
                        time(event.getEventTime()),
                        Fields.text(event.getMetadata().getCreationTimestamp()))
                .map(Fields::time)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    private static String time(@Nullable MicroTime time) {
        return time == null ? "" : Fields.text(time.getTime());
    }

    private static int count(Event event) {
        if (event.getSeries() != null && event.getSeries().getCount() != null) {
            return event.getSeries().getCount();
        }
        return Math.max(1, Fields.number(event.getCount()));
    }
}
