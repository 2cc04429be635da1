package com.datafly.signal.dr.platform;

import java.util.List;

/**
 * How the objects of a release differ from its manifest, as far as the manifest says anything of them: what the
 * platform adds by itself is no difference.
 *
 * @param release the release's name
 * @param revision the revision whose manifest was compared
 * @param objects how many objects were compared
 * @param differences those that differ, or could not be read
 * @since 0.1
 */
public record ReleaseDrift(String release, int revision, int objects, List<Difference> differences) {

    /** Takes a copy. */
    public ReleaseDrift {
        differences = List.copyOf(differences);
    }

    /** Tells whether every object was read, and is as the manifest says. */
    public boolean isNone() {
        return differences.isEmpty();
    }

    /** What is different about an object. More may be added. */
    public enum Kind {
        /** It is not there. */
        MISSING,
        /** A field has another value, or something that the manifest does not want was added to a list. */
        CHANGED,
        /** It could not be read, so nothing is known of it. */
        UNREADABLE
    }

    /**
     * One object that differs.
     *
     * @param object its name
     * @param kind what is different
     * @param fields what the manifest wants and what there is, a line each, without texts that may be secret; for one
     *     that could not be read, why
     */
    public record Difference(ObjectRef object, Kind kind, List<String> fields) {

        /** Takes a copy. */
        public Difference {
            fields = List.copyOf(fields);
        }

        @Override
        public String toString() {
            return object + " " + kind + (fields.isEmpty() ? "" : ": " + String.join("; ", fields));
        }
    }

    @Override
    public String toString() {
        return release + ", revision " + revision + ": "
                + (isNone() ? objects + " objects are as the manifest says" : differences.toString());
    }
}
