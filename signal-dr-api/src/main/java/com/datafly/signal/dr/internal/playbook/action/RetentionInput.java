package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.database.RetentionPolicy;
import java.time.Duration;
import java.time.ZoneId;

/**
 * A retention policy as data.
 *
 * @param last how many of the newest snapshots stay
 * @param daily for how many days the newest of the day stays
 * @param weekly for how many weeks the newest of the week stays
 * @param monthly for how many months the newest of the month stays
 * @param minimumAge the age below which nothing is removed
 * @param maximumRemovals how many may go at a time
 * @param zone says when a day begins
 */
public record RetentionInput(
        int last, int daily, int weekly, int monthly, Duration minimumAge, int maximumRemovals, ZoneId zone) {

    /** Describes {@code policy}. */
    public static RetentionInput of(RetentionPolicy policy) {
        return new RetentionInput(
                policy.last(),
                policy.daily(),
                policy.weekly(),
                policy.monthly(),
                policy.minimumAge(),
                policy.maximumRemovals(),
                policy.zone());
    }

    /** Makes the policy again, with another limit of removals. */
    RetentionPolicy policy(int removals) {
        return RetentionPolicy.create(rules -> rules.keepLast(last)
                .keepDaily(daily)
                .keepWeekly(weekly)
                .keepMonthly(monthly)
                .minimumAge(minimumAge)
                .maximumRemovals(removals)
                .zone(zone));
    }
}
