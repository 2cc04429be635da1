package com.datafly.signal.dr.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarRuleTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /**
     * Lord Howe's clocks change by half an hour, Apia skipped a whole day, Casablanca goes back and forth in spring.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "Europe/Berlin",
                "America/New_York",
                "Australia/Lord_Howe",
                "Pacific/Apia",
                "Africa/Casablanca",
                "America/Sao_Paulo"
            })
    void rulesAgreeWithAWalkAlongTheTimeLineOverYears(String name) {
        ZoneId zone = ZoneId.of(name);
        Random random = new Random(name.hashCode());
        Instant from = Instant.parse("2011-01-10T00:00:00Z");
        Instant to = Instant.parse("2013-01-10T00:00:00Z");
        CronModel.walk(rules(random), zone, from, to)
                .forEach((rule, expected) -> assertThat(
                                CalendarRule.cron(rule, zone).between(from, to))
                        .as(rule)
                        .isEqualTo(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"})
    void theGuidesRulesAgreeWithTheWalkOverTwelveYears(String name) {
        ZoneId zone = ZoneId.of(name);
        Instant from = Instant.parse("2020-01-10T00:00:00Z");
        Instant to = Instant.parse("2032-01-10T00:00:00Z");
        List<String> rules = List.of("0 3 1 * *", "0 3 15 1,4,7,10 *", "30 2 * * SUN", "0 2 29 2 *");
        CronModel.walk(rules, zone, from, to)
                .forEach((rule, expected) -> assertThat(
                                CalendarRule.cron(rule, zone).between(from, to))
                        .as(rule)
                        .isEqualTo(expected));
    }

    @Test
    void nextIsTheFirstOfWhatFollowsFromAnyInstant() {
        Random random = new Random(11);
        for (String zone : List.of("Europe/Berlin", "Australia/Lord_Howe", "America/New_York")) {
            CalendarRule rule = CalendarRule.cron("15 1,2,3 * * *", ZoneId.of(zone));
            Instant from = Instant.parse("2026-01-01T00:00:00Z");
            List<Instant> all = rule.between(from, from.plusSeconds(400L * 86_400));
            for (int i = 0; i < 3_000; i++) {
                Instant instant = from.plusMillis((long) (random.nextDouble() * 390 * 86_400_000L));
                assertThat(rule.next(instant))
                        .isEqualTo(all.stream()
                                .filter(at -> at.isAfter(instant))
                                .findFirst()
                                .orElseThrow());
            }
        }
    }

    @Test
    void aSkippedTimeOccursAtTheChangeOfClocksAndSeveralOccurThereOnce() {
        Instant before = Instant.parse("2026-03-29T00:00:00Z");
        Instant change = Instant.parse("2026-03-29T01:00:00Z");

        assertThat(CalendarRule.cron("30 2 * * *", BERLIN).next(before)).isEqualTo(change);
        assertThat(CalendarRule.cron("0 2,3 * * *", BERLIN).between(before, Instant.parse("2026-03-29T12:00:00Z")))
                .containsExactly(change);
    }

    @Test
    void aTimeThatComesTwiceOccursTheFirstTime() {
        CalendarRule rule = CalendarRule.cron("30 2 * * *", BERLIN);

        assertThat(rule.between(Instant.parse("2026-10-24T12:00:00Z"), Instant.parse("2026-10-25T12:00:00Z")))
                .containsExactly(Instant.parse("2026-10-25T00:30:00Z"));
        assertThat(rule.next(Instant.parse("2026-10-25T01:10:00Z"))).isEqualTo(Instant.parse("2026-10-26T01:30:00Z"));
    }

    @Test
    void boundsAreIncluded() {
        CalendarRule rule = CalendarRule.monthly(1, LocalTime.of(3, 0), ZoneOffset.UTC);
        Instant first = Instant.parse("2026-05-01T03:00:00Z");
        Instant second = Instant.parse("2026-06-01T03:00:00Z");

        assertThat(rule.between(first, second)).containsExactly(first, second);
        assertThat(rule.between(first.plusNanos(1), second.minusNanos(1))).isEmpty();
        assertThat(rule.next(first)).isEqualTo(second);
        assertThat(rule.next(first.minusNanos(1))).isEqualTo(first);
    }

    @Test
    void aLeapDayIsFoundAcrossTheCenturyWithoutOne() {
        CalendarRule rule = CalendarRule.cron("0 3 29 2 *", ZoneOffset.UTC);

        assertThat(rule.next(Instant.parse("2096-03-01T00:00:00Z"))).isEqualTo(Instant.parse("2104-02-29T03:00:00Z"));
    }

    @Test
    void namedRulesAreWrittenAsText() {
        LocalTime time = LocalTime.of(3, 30);

        assertThat(CalendarRule.monthly(1, time, BERLIN).text()).isEqualTo("30 3 1 * *");
        assertThat(CalendarRule.quarterly(15, time, BERLIN).text()).isEqualTo("30 3 15 1,4,7,10 *");
        assertThat(CalendarRule.weekly(DayOfWeek.SUNDAY, time, BERLIN).text()).isEqualTo("30 3 * * 7");
        assertThat(CalendarRule.cron("  30\t3  1 * * ", BERLIN)).hasToString("30 3 1 * * (Europe/Berlin)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "0 3 1 *",
                "0 3 1 * * *",
                "@monthly",
                "60 3 1 * *",
                "0 24 1 * *",
                "0 3 0 * *",
                "0 3 32 * *",
                "0 3 1 13 *",
                "0 3 1 * 8",
                "0 3 5-1 * *",
                "0 3 30 2 *",
                "0 3 31 4,6 *",
                "0 3 * * 1#6",
                "* 3 1 * *",
                "*/5 3 1 * *",
                "0,30 3 1 * *",
                "0-5 3 1 * *",
                "-1 3 1 * *",
                "0 3 1 * MONDAY?",
                "0 3 1 * * 2026"
            })
    void aRuleThatCannotBeMeantIsRefusedWithARemedy(String text) {
        assertThatThrownBy(() -> CalendarRule.cron(text, BERLIN)).isInstanceOfSatisfying(DrException.class, failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
            assertThat(failure.problem()).contains("'" + text + "'");
            assertThat(failure.hint())
                    .hasValueSatisfying(hint -> assertThat(hint).contains("0 3 1 * *"));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 29, 31, -1})
    void aDayThatSomeMonthsLackIsRefused(int day) {
        assertThatThrownBy(() -> CalendarRule.monthly(day, LocalTime.NOON, BERLIN))
                .isInstanceOfSatisfying(
                        DrException.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @Test
    void rulesAreEqualByTextAndZone() {
        assertThat(CalendarRule.cron("0 3 1 * *", BERLIN))
                .isEqualTo(CalendarRule.cron(" 0  3 1 * *", BERLIN))
                .hasSameHashCodeAs(CalendarRule.cron("0 3 1 * *", BERLIN))
                .isNotEqualTo(CalendarRule.cron("0 3 2 * *", BERLIN))
                .isNotEqualTo(CalendarRule.cron("0 3 1 * *", ZoneOffset.UTC))
                .isNotEqualTo("0 3 1 * *");
    }

    private static List<String> rules(Random random) {
        List<String> rules = new ArrayList<>(List.of(
                "30 2 * * *",
                "0 * * * *",
                "59 23 * * *",
                "0 0 * * *",
                "15 1-3 * * *",
                "0 3 L * *",
                "0 3 LW * *",
                "0 2 * * SUN#1",
                "0 2 * * 0L",
                "0 2 * 3,10 5#5",
                "0 3 13 * FRI",
                "0 3 1-7/2 JAN-JUN/2 *",
                "10 */5 */3 * *",
                "0 1 31 * *",
                "45 1 30 12 *",
                "0 2 * * 6-7",
                "0 2 * * 7",
                "0 2 * * 7#2",
                "0 2 * * 7L"));
        for (int i = 0; i < 12; i++) {
            LocalTime time = LocalTime.of(random.nextInt(4), random.nextInt(60));
            String date = random.nextBoolean() ? "*" : "" + (1 + random.nextInt(31));
            String month = random.nextInt(3) > 0 ? "*" : (1 + random.nextInt(6)) + "-" + (7 + random.nextInt(6));
            String weekday = random.nextBoolean() ? "*" : random.nextInt(4) + "," + (4 + random.nextInt(4));
            rules.add(CronModel.at(time) + " " + date + " " + month + " " + weekday);
        }
        return rules;
    }
}
