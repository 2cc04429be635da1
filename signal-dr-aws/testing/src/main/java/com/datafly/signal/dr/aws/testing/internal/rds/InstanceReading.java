package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** DescribeDBInstances. */
final class InstanceReading {

    private InstanceReading() {}

    static Map<String, Action> actions() {
        return Map.of("DescribeDBInstances", InstanceReading::describe);
    }

    private static List<Xml> describe(RdsCall call) {
        Region region = call.region();
        List<Facts> found;
        if (call.in().has("DBInstanceIdentifier")) {
            String name = call.in().required("DBInstanceIdentifier");
            found = List.of(seen(call, name));
        } else {
            found = region.instances().seen(call.sight()).stream()
                    .filter(wanted(region, call.in()))
                    .toList();
        }
        return Page.of(
                call.in(),
                "DBInstances",
                found,
                instance -> instance.text("DBInstanceIdentifier"),
                instance -> InstanceXml.of(region, instance));
    }

    private static Facts seen(RdsCall call, String nameOrId) {
        Region region = call.region();
        if (nameOrId.startsWith("db-")) {
            for (Facts instance : region.instances().seen(call.sight())) {
                if (instance.text("DbiResourceId").equalsIgnoreCase(nameOrId)) {
                    return instance;
                }
            }
        }
        return region.instances()
                .seen(region.nameOf("db", nameOrId), call.sight())
                .orElseThrow(() -> Refusal.of("DBInstanceNotFound", 404, "DBInstance " + nameOrId + " not found."));
    }

    private static Predicate<Facts> wanted(Region region, Parameters in) {
        Predicate<Facts> all = instance -> true;
        for (Parameters filter : in.items("Filters")) {
            String name = filter.required("Name");
            List<String> values = filter.list("Values");
            Predicate<Facts> one = switch (name) {
                case "db-instance-id" ->
                    instance -> values.stream()
                            .anyMatch(
                                    value -> region.nameOf("db", value).equals(instance.text("DBInstanceIdentifier")));
                case "dbi-resource-id" -> instance -> values.contains(instance.text("DbiResourceId"));
                case "engine" -> instance -> values.contains(instance.text("Engine"));
                case "db-cluster-id" ->
                    instance -> values.stream()
                            .anyMatch(value ->
                                    region.nameOf("cluster", value).equals(instance.text("DBClusterIdentifier")));
                default -> throw Refusal.of("InvalidParameterValue", "Unrecognized filter name: " + name);
            };
            all = all.and(one);
        }
        return all;
    }
}
