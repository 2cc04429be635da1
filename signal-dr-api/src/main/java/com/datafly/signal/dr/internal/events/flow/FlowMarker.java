package com.datafly.signal.dr.internal.events.flow;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.FlowProbe;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A text that is nowhere else, and how it is found. */
record FlowMarker(String text) {

    static FlowMarker random() {
        return new FlowMarker("sdr-" + UUID.randomUUID().toString().replace("-", ""));
    }

    /** Puts it into a template. */
    String into(String template) {
        return template.replace(FlowProbe.MARKER, text);
    }

    /** Tells whether an event has it, in its header or as a part of its key or value. */
    boolean isIn(EventRecord event) {
        byte[] wanted = text.getBytes(US_ASCII);
        return event.headers().stream()
                        .anyMatch(header ->
                                header.key().equals(FlowProbe.MARKER_HEADER) && contains(header.value(), wanted))
                || contains(event.key(), wanted)
                || contains(event.value(), wanted);
    }

    byte[] bytes() {
        return text.getBytes(UTF_8);
    }

    private static boolean contains(byte @Nullable [] where, byte[] wanted) {
        if (where == null) {
            return false;
        }
        for (int start = 0; start <= where.length - wanted.length; start++) {
            if (where[start] == wanted[0] && matches(where, start, wanted)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] where, int start, byte[] wanted) {
        for (int i = 1; i < wanted.length; i++) {
            if (where[start + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
