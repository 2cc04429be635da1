package com.datafly.signal.dr.selfmanaged.internal.recovery;

/**
 * Joins the CRC-32C of two adjacent pieces into that of the whole, without their bytes, so that pieces can be checked
 * by several threads and in any order.
 *
 * <p>Appending a zero bit to a message is a linear map of its checksum over GF(2); its powers by repeated squaring
 * append any number of zero bytes in 64 steps at most.
 */
final class Crc32cCombination {

    private static final int POLYNOMIAL = 0x82F6_3B78;
    private static final int BITS = 32;

    private Crc32cCombination() {}

    /** Returns the checksum of {@code first} followed by {@code second}, which has {@code secondLength} bytes. */
    static int join(int first, int second, long secondLength) {
        int[] power = square(square(square(oneZeroBit())));
        int shifted = first;
        for (long rest = secondLength; rest != 0; rest >>>= 1) {
            if ((rest & 1) != 0) {
                shifted = times(power, shifted);
            }
            power = square(power);
        }
        return shifted ^ second;
    }

    private static int[] oneZeroBit() {
        int[] columns = new int[BITS];
        columns[0] = POLYNOMIAL;
        for (int i = 1; i < BITS; i++) {
            columns[i] = 1 << (i - 1);
        }
        return columns;
    }

    private static int[] square(int[] matrix) {
        int[] squared = new int[BITS];
        for (int i = 0; i < BITS; i++) {
            squared[i] = times(matrix, matrix[i]);
        }
        return squared;
    }

    private static int times(int[] matrix, int vector) {
        int sum = 0;
        int rest = vector;
        for (int i = 0; rest != 0; i++, rest >>>= 1) {
            if ((rest & 1) != 0) {
                sum ^= matrix[i];
            }
        }
        return sum;
    }
}
