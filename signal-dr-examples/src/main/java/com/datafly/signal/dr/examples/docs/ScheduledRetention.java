package com.datafly.signal.dr.examples.docs;

import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.Retention;
import com.datafly.signal.dr.database.RetentionPlan;
import com.datafly.signal.dr.database.RetentionPolicy;
import java.util.List;

/** Removes the snapshots that no rule keeps. */
final class ScheduledRetention {

    private ScheduledRetention() {}

    static List<String> removeOld(Database database) {
        RetentionPolicy policy = RetentionPolicy.create(
                rules -> rules.keepLast(3).keepDaily(7).keepWeekly(4).keepMonthly(12));
        Retention retention = database.retention();
        RetentionPlan plan = retention.plan(policy);
        System.out.println(plan); // each snapshot, whether it goes, and why
        return retention.apply(plan);
    }
}
