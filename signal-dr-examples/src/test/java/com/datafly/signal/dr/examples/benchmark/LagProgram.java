package com.datafly.signal.dr.examples.benchmark;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.ConsumerLag;
import com.datafly.signal.dr.events.GroupLag;
import com.datafly.signal.dr.events.LagQuery;
import com.datafly.signal.dr.events.LagReport;
import com.datafly.signal.dr.events.PartitionLag;
import java.util.ArrayList;
import java.util.List;

/** Prints the lag of groups, partition by partition, as a program of its own. */
final class LagProgram {

    private LagProgram() {}

    /** Takes the bootstrap address, {@code messages} or {@code seconds}, and the groups. */
    public static void main(String[] arguments) {
        List<String> groups = List.of(arguments).subList(2, arguments.length);
        try (SignalDr dr = SignalDr.builder().events("kafka:" + arguments[0]).build()) {
            System.out.println(run(dr.events().lag(), groups, arguments[1].equals("seconds")));
        }
    }

    /** Returns the partitions, one a line, and a sum. */
    static String run(ConsumerLag lag, List<String> groups, boolean seconds) {
        LagReport report = lag.measure(LagQuery.of(query -> {
            groups.forEach(query::group);
            if (!seconds) {
                query.messagesOnly();
            }
        }));
        long unread = 0;
        List<String> lines = new ArrayList<>();
        for (GroupLag group : report.groups()) {
            for (PartitionLag partition : group.partitions()) {
                lines.add(group.name() + " " + partition);
            }
            unread += group.total().messages().orElseThrow();
        }
        String sum = unread + " messages in " + lines.size() + " partitions";
        return String.join("\n", lines) + "\n" + sum;
    }
}
