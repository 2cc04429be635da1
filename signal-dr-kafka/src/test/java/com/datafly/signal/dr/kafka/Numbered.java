package com.datafly.signal.dr.kafka;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The numbered events of one partition in the order of their offsets; a million of them take some megabytes. */
final class Numbered {

    private long[] offsets = new long[1_024];
    private int[] numbers = new int[1_024];
    private int size;

    synchronized void add(long offset, int number) {
        if (size == numbers.length) {
            offsets = Arrays.copyOf(offsets, 2 * size);
            numbers = Arrays.copyOf(numbers, 2 * size);
        }
        offsets[size] = offset;
        numbers[size++] = number;
    }

    synchronized void addAll(Numbered others) {
        for (int i = 0; i < others.size(); i++) {
            add(others.offset(i), others.number(i));
        }
    }

    synchronized int size() {
        return size;
    }

    synchronized long offset(int index) {
        return offsets[index];
    }

    synchronized int number(int index) {
        return numbers[index];
    }

    /** Returns the index of the first event at an offset or behind it; the size if there is none. */
    synchronized int atOffset(long offset) {
        int found = Arrays.binarySearch(offsets, 0, size, offset);
        return found < 0 ? -found - 1 : found;
    }

    /** Returns the index of the first event with that number or a higher one; the size if there is none. */
    synchronized int atNumber(int number) {
        return IntStream.range(0, size)
                .filter(i -> numbers[i] >= number)
                .findFirst()
                .orElse(size);
    }

    /** Returns the numbers from one index to another. */
    synchronized List<Integer> numbers(int from, int to) {
        return Arrays.stream(numbers, from, to).boxed().collect(Collectors.toList());
    }

    /** Marks the numbers from one index to another. */
    synchronized void mark(BitSet marks, int from, int to) {
        for (int i = from; i < to; i++) {
            marks.set(numbers[i]);
        }
    }

    /** Tells whether this begins with the same numbers in the same order as others. */
    synchronized boolean startsWith(Numbered others) {
        return others.size() <= size && IntStream.range(0, others.size()).allMatch(i -> numbers[i] == others.number(i));
    }
}
