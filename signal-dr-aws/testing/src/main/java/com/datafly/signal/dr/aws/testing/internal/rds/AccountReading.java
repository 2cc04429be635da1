package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.QueryProtocol;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import com.datafly.signal.dr.aws.testing.internal.rds.Events.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** DescribeEvents, DescribeAccountAttributes. */
final class AccountReading {

    private AccountReading() {}

    static Map<String, Action> actions() {
        return Map.of(
                "DescribeEvents", AccountReading::events,
                "DescribeAccountAttributes", AccountReading::attributes);
    }

    private static List<Xml> events(RdsCall call) {
        Parameters in = call.in();
        if (in.has("SourceIdentifier") && !in.has("SourceType")) {
            throw Refusal.of(
                    "InvalidParameterCombination", "SourceType must be specified if SourceIdentifier is specified.");
        }
        Instant now = call.world().now();
        Instant end = in.time("EndTime").orElse(now);
        Instant start = in.time("StartTime")
                .orElseGet(() ->
                        end.minus(Duration.ofMinutes(in.integer("Duration").orElse(60))));
        List<Numbered> found = new ArrayList<>();
        int number = 0;
        for (Event event : call.region().events().all()) {
            number++;
            if (!event.at().isBefore(start) && !event.at().isAfter(end) && isWanted(event, in)) {
                found.add(new Numbered(String.format(Locale.ROOT, "%09d", number), event));
            }
        }
        return Page.of(in, "Events", found, Numbered::id, numbered -> xml(numbered.event()));
    }

    private static boolean isWanted(Event event, Parameters in) {
        List<String> categories = in.list("EventCategories");
        return in.text("SourceIdentifier").map(event.source()::equals).orElse(true)
                && in.text("SourceType").map(event.sourceType()::equals).orElse(true)
                && (categories.isEmpty() || categories.contains(event.category()));
    }

    private static Xml xml(Event event) {
        return Xml.element("Event")
                .put("SourceIdentifier", event.source())
                .put("SourceType", event.sourceType())
                .put("Message", event.message())
                .add(Xml.element("EventCategories").put("EventCategory", event.category()))
                .put("Date", QueryProtocol.time(event.at()))
                .put("SourceArn", event.arn());
    }

    private static List<Xml> attributes(RdsCall call) {
        Region region = call.region();
        int storage = region.instances().all().stream()
                .mapToInt(instance -> instance.number("AllocatedStorage"))
                .sum();
        List<Xml> quotas = List.of(
                quota(region, "DBInstances", region.instances().size()),
                quota(region, "AllocatedStorage", storage),
                quota(region, "ManualSnapshots", Snapshots.manual(region)),
                quota(region, "AutomatedBackups", region.automatedBackups().size()),
                quota(region, "ReadReplicasPerMaster", 0));
        return List.of(Xml.list("AccountQuotas", quotas));
    }

    private static Xml quota(Region region, String name, int used) {
        return Xml.element("AccountQuota")
                .put("AccountQuotaName", name)
                .put("Used", used)
                .put("Max", region.quotas().limit(name));
    }

    private record Numbered(String id, Event event) {}
}
