package com.datafly.signal.dr.kafka.internal.lint;

/** Numbers of a configuration, where what is none is told by another rule. */
final class Numbers {

    private Numbers() {}

    static boolean isOne(String text) {
        return text.strip().matches("-?\\d{1,15}");
    }

    /** Returns the number, or 0. */
    static long of(String text) {
        return isOne(text) ? Long.parseLong(text.strip()) : 0;
    }
}
