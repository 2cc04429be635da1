package com.datafly.signal.dr.aws.testing.internal.rds;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** A page of a long answer: MaxRecords of 20 to 100 and a Marker. */
public final class Page {

    private Page() {}

    /**
     * Returns the members of an answer that lists things by page.
     *
     * @param name what the list is called
     * @param all everything that would be listed, in order
     * @param id what a marker names a thing by; it must not change, and must grow with the order
     * @param render how a thing is written
     */
    public static <T> List<Xml> of(
            Parameters in, String name, List<T> all, Function<T, String> id, Function<T, Xml> render) {
        int size = in.integer("MaxRecords").orElse(100);
        if (size < 20 || size > 100) {
            throw Refusal.of(
                    "InvalidParameterValue", "Invalid value " + size + " for MaxRecords. Must be between 20 and 100");
        }
        int first = in.text("Marker").map(marker -> first(all, id, marker)).orElse(0);
        int end = Math.min(all.size(), first + size);
        List<Xml> out = new ArrayList<>();
        if (end < all.size()) {
            out.add(Xml.text("Marker", marker(id.apply(all.get(end - 1)))));
        }
        out.add(Xml.list(name, all.subList(first, end).stream().map(render).toList()));
        return out;
    }

    private static <T> int first(List<T> all, Function<T, String> id, String marker) {
        String last = unmarked(marker);
        for (int i = 0; i < all.size(); i++) {
            if (id.apply(all.get(i)).compareTo(last) > 0) {
                return i;
            }
        }
        return all.size();
    }

    private static String marker(String id) {
        return Base64.getUrlEncoder().encodeToString(id.getBytes(UTF_8));
    }

    private static String unmarked(String marker) {
        try {
            return new String(Base64.getUrlDecoder().decode(marker), UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.of("InvalidParameterValue", "The Marker is not one that was answered.");
        }
    }
}
