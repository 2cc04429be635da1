package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.playbook.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which step comes after which, by position in the definition. Linear in steps and edges, and never recursive. */
final class StepGraph {

    private final List<Step> steps;
    private final int[][] before;
    private final int[][] behind;
    private final int[] order;
    private final int[] rank;

    private StepGraph(List<Step> steps, int[][] before, int[][] behind) {
        this.steps = steps;
        this.before = before;
        this.behind = behind;
        this.order = sort();
        this.rank = new int[steps.size()];
        for (int i = 0; i < order.length; i++) {
            rank[order[i]] = i;
        }
    }

    /** Takes steps whose ids differ and whose dependencies all exist. */
    static StepGraph of(List<Step> steps) {
        Map<String, Integer> positions = new HashMap<>();
        steps.forEach(step -> positions.put(step.id(), positions.size()));
        int[][] before = new int[steps.size()][];
        int[] counts = new int[steps.size()];
        for (int i = 0; i < before.length; i++) {
            before[i] = steps.get(i).after().stream()
                    .mapToInt(id -> positions.getOrDefault(id, -1))
                    .toArray();
            Arrays.stream(before[i]).forEach(one -> counts[one]++);
        }
        int[][] behind = new int[steps.size()][];
        Arrays.setAll(behind, i -> new int[counts[i]]);
        for (int i = 0; i < before.length; i++) {
            for (int one : before[i]) {
                behind[one][--counts[one]] = i;
            }
        }
        return new StepGraph(steps, before, behind);
    }

    /**
     * Returns an order in which every step comes after those it waits for; shorter than the steps if there is a cycle.
     */
    List<Step> order() {
        return Arrays.stream(order).mapToObj(steps::get).toList();
    }

    boolean isCyclic() {
        return order.length < steps.size();
    }

    /** Returns the ids along a cycle, the first again at its end. */
    List<String> cycle() {
        BitSet sorted = new BitSet();
        Arrays.stream(order).forEach(sorted::set);
        int[] seenAt = new int[steps.size()];
        List<Integer> path = new ArrayList<>();
        int position = sorted.nextClearBit(0);
        while (seenAt[position] == 0) {
            path.add(position);
            seenAt[position] = path.size();
            position = Arrays.stream(before[position])
                    .filter(one -> !sorted.get(one))
                    .findFirst()
                    .orElseThrow();
        }
        List<Integer> cycle = new ArrayList<>(path.subList(seenAt[position] - 1, path.size()));
        cycle.add(position);
        Collections.reverse(cycle);
        return cycle.stream().map(one -> steps.get(one).id()).toList();
    }

    /** Returns those of {@code users} that a step does not come before, directly or through others. */
    List<Integer> notBehind(int position, List<Integer> users) {
        BitSet wanted = new BitSet();
        users.forEach(wanted::set);
        Arrays.stream(behind[position]).forEach(wanted::clear);
        if (!wanted.isEmpty()) {
            wanted.andNot(reachable(position, wanted));
        }
        return wanted.stream().boxed().toList();
    }

    /** Returns what lies behind a step, no further than the last of those that are asked for. */
    private BitSet reachable(int from, BitSet wanted) {
        int last = wanted.stream().map(one -> rank[one]).max().orElse(0);
        BitSet reached = new BitSet();
        Deque<Integer> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            for (int next : behind[open.pop()]) {
                if (rank[next] <= last && !reached.get(next)) {
                    reached.set(next);
                    open.push(next);
                }
            }
        }
        return reached;
    }

    /** Sorts by waves, and within one by definition, so that the order reads as the definition does. */
    private int[] sort() {
        int[] missing = new int[steps.size()];
        int[] sorted = new int[steps.size()];
        int end = 0;
        for (int i = 0; i < missing.length; i++) {
            missing[i] = before[i].length;
            if (missing[i] == 0) {
                sorted[end++] = i;
            }
        }
        for (int next = 0; next < end; next++) {
            int[] followers = behind[sorted[next]];
            for (int i = followers.length - 1; i >= 0; i--) {
                if (--missing[followers[i]] == 0) {
                    sorted[end++] = followers[i];
                }
            }
        }
        return Arrays.copyOf(sorted, end);
    }
}
