package com.datafly.signal.dr.internal.report;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/** Time along a line of a thousand units, divided at round times. */
final class TimeScale {

    /** The length of the line. */
    static final double WIDTH = 1000;

    private static final double NARROWEST = 3;
    private static final int PARTS = 6;
    private static final long DAY = 86_400_000;
    private static final long[] STEPS = {
        1,
        2,
        5,
        10,
        20,
        50,
        100,
        200,
        500,
        1_000,
        2_000,
        5_000,
        10_000,
        15_000,
        30_000,
        60_000,
        120_000,
        300_000,
        600_000,
        900_000,
        1_800_000,
        3_600_000,
        7_200_000,
        14_400_000,
        28_800_000,
        DAY
    };

    private final double end;
    private final long step;

    TimeScale(Duration end) {
        this.end = Math.max(1, millis(end));
        this.step = step(this.end);
    }

    Duration end() {
        return Duration.ofMillis((long) end);
    }

    /** Returns where a time lies on the line. */
    double x(Duration at) {
        return millis(at) / end * WIDTH;
    }

    /** Returns how long a duration is on the line: never so short that nobody sees it. */
    double width(Duration duration) {
        return Math.max(NARROWEST, millis(duration) / end * WIDTH);
    }

    /** Returns the round times. */
    List<Duration> lines() {
        return LongStream.rangeClosed(0, (long) (end / step))
                .mapToObj(number -> Duration.ofMillis(number * step))
                .toList();
    }

    /** Returns the round times that have room for a label beside them. */
    List<Duration> labels() {
        return lines().stream().filter(at -> millis(at) <= end * 0.94).toList();
    }

    private static long step(double end) {
        for (long candidate : STEPS) {
            if (end / candidate <= PARTS) {
                return candidate;
            }
        }
        return (long) Math.ceil(end / PARTS / DAY) * DAY;
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
