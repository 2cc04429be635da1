package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** AddTagsToResource, RemoveTagsFromResource, ListTagsForResource. */
final class Tagging {

    private static final Pattern ARN = Pattern.compile("arn:aws[a-z-]*:rds:([a-z0-9-]+):(\\d{12}):([a-z-]+):(.+)");

    private final Map<String, Kind> kinds;

    private Tagging(Map<String, Kind> kinds) {
        this.kinds = kinds;
    }

    /** Returns the actions on resources of those kinds, by what ARNs call them. */
    static Map<String, Action> actions(Map<String, Kind> kinds) {
        Tagging tagging = new Tagging(kinds);
        return Map.of(
                "AddTagsToResource", tagging::add,
                "RemoveTagsFromResource", tagging::remove,
                "ListTagsForResource", tagging::list);
    }

    /** Returns the kinds that have to do with instances. */
    static Map<String, Kind> instanceKinds() {
        return Map.of(
                "db", new Kind(Region::instances, "DBInstanceNotFound"),
                "snapshot", new Kind(Region::snapshots, "DBSnapshotNotFound"));
    }

    private List<Xml> add(RdsCall call) {
        Map<String, String> more = Tags.asked(call.in());
        change(call, tags -> tags.putAll(more));
        return List.of();
    }

    private List<Xml> remove(RdsCall call) {
        List<String> keys = call.in().list("TagKeys");
        change(call, tags -> tags.keySet().removeAll(keys));
        return List.of();
    }

    private List<Xml> list(RdsCall call) {
        String arn = call.in().required("ResourceName");
        Named named = named(call, arn);
        Facts resource = named.kind()
                .register()
                .apply(call.region())
                .seen(named.name(), call.sight())
                .orElseThrow(() -> unknown(named.kind(), arn));
        return List.of(InstanceXml.tags(resource.tags()));
    }

    private void change(RdsCall call, Consumer<Map<String, String>> change) {
        String arn = call.in().required("ResourceName");
        Named named = named(call, arn);
        Register<Facts> register = named.kind().register().apply(call.region());
        Facts resource = register.find(named.name()).orElseThrow(() -> unknown(named.kind(), arn));
        Map<String, String> tags = new LinkedHashMap<>(resource.tags());
        change.accept(tags);
        Tags.check(tags);
        register.put(named.name(), resource.withTags(tags), call.world().now());
    }

    private Named named(RdsCall call, String arn) {
        Matcher parts = ARN.matcher(arn);
        Kind kind = parts.matches() ? kinds.get(parts.group(3)) : null;
        if (kind == null || !parts.group(1).equals(call.region().name())) {
            throw Refusal.of("InvalidParameterValue", "Invalid resource name: " + arn);
        }
        return new Named(kind, parts.group(4));
    }

    private static Refusal unknown(Kind kind, String arn) {
        return Refusal.of(kind.unknown(), 404, arn + " not found.");
    }

    /**
     * A kind of resources that have tags.
     *
     * @param register where they are kept, by the name at the end of their ARN
     * @param unknown the code with which one that is not there is refused
     */
    record Kind(Function<Region, Register<Facts>> register, String unknown) {}

    private record Named(Kind kind, String name) {}
}
