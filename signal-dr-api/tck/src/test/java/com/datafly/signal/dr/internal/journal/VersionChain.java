package com.datafly.signal.dr.internal.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Decides whether a history of reads and compare-and-sets on one thing, whose values never come twice, is linearizable.
 *
 * <p>The successful compare-and-sets give the order of the values. Then the history is linearizable if no operation
 * that saw or wrote a later value ended before one that saw or wrote an earlier value began, and if each refusal can be
 * placed where the value was another (Gibbons and Korach, "Testing Shared Memories", 1997: the case where the order of
 * the writes is known).
 */
final class VersionChain {

    private final String initial;
    private final List<Call> calls;
    private final List<String> problems = new ArrayList<>();

    private VersionChain(String initial, List<Call> calls) {
        this.initial = initial;
        this.calls = calls;
    }

    /**
     * Returns what is wrong with a history that began at {@code initial} and ended at {@code last}; empty if nothing.
     */
    static List<String> check(String initial, String last, List<Call> calls) {
        return new VersionChain(initial, calls).problems(last);
    }

    private List<String> problems(String last) {
        List<Call> chain = chain(last);
        if (problems.isEmpty()) {
            Map<String, Integer> places = new HashMap<>(Map.of(initial, 0));
            chain.forEach(call -> places.put(call.wrote(), places.size()));
            requireOrder(places);
            requireReasons(places, chain);
        }
        return problems;
    }

    /** Follows the successes from the first value to the last, and accounts for each. */
    private List<Call> chain(String last) {
        Map<String, List<Call>> byExpected = calls.stream()
                .filter(call -> call.outcome() == Outcome.DONE || call.outcome() == Outcome.UNKNOWN)
                .filter(call -> !call.wrote().isEmpty())
                .collect(Collectors.groupingBy(Call::expected));
        List<Call> chain = new ArrayList<>();
        String value = initial;
        while (!value.equals(last)) {
            List<Call> candidates = byExpected.getOrDefault(value, List.of());
            Optional<Call> next = candidates.stream()
                    .filter(call -> call.outcome() == Outcome.DONE)
                    .findFirst()
                    .or(() -> candidates.stream().findFirst());
            if (next.isEmpty()) {
                problems.add("nobody replaced " + value + ", but the last value is " + last);
                return chain;
            }
            chain.add(next.get());
            value = next.get().wrote();
        }
        for (Call call : calls) {
            if (call.outcome() == Outcome.DONE && !call.wrote().isEmpty() && !chain.contains(call)) {
                problems.add("acknowledged and lost: " + call);
            }
        }
        return chain;
    }

    private void requireOrder(Map<String, Integer> places) {
        Map<Integer, Long> latestStart = new LinkedHashMap<>();
        Map<Integer, Long> earliestEnd = new LinkedHashMap<>();
        for (Call call : calls) {
            for (String value : call.saw()) {
                Integer place = places.get(value);
                if (place == null) {
                    problems.add("saw a value that never was: " + call);
                    return;
                }
                latestStart.merge(place, call.start(), Math::max);
                earliestEnd.merge(place, call.end(), Math::min);
            }
        }
        long end = Long.MAX_VALUE;
        for (int place = places.size() - 1; place >= 0; place--) {
            if (latestStart.getOrDefault(place, Long.MIN_VALUE) > end) {
                problems.add("value number " + place + " was seen after a later one");
            }
            end = Math.min(end, earliestEnd.getOrDefault(place, Long.MAX_VALUE));
        }
    }

    private void requireReasons(Map<String, Integer> places, List<Call> chain) {
        for (Call refused : calls) {
            Integer place = places.get(refused.expected());
            if (refused.outcome() == Outcome.REFUSED && place != null) {
                boolean surelyThere = place == 0 || chain.get(place - 1).end() < refused.start();
                boolean surelyStill = place == chain.size() || chain.get(place).start() > refused.end();
                if (surelyThere && surelyStill) {
                    problems.add("refused without a reason: " + refused);
                }
            }
        }
    }

    enum Outcome {
        DONE,
        REFUSED,
        UNKNOWN
    }

    /** A read has no value written; of a read, {@code expected} is what it saw. Times are of one clock. */
    record Call(String name, String expected, String wrote, Outcome outcome, long start, long end) {

        /** Returns the values that were there at some moment of this call. */
        List<String> saw() {
            return outcome != Outcome.DONE ? List.of() : wrote.isEmpty() ? List.of(expected) : List.of(expected, wrote);
        }
    }
}
