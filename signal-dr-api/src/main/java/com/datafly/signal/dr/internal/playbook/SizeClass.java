package com.datafly.signal.dr.internal.playbook;

/** Sizes that are apart by less than a factor of four: the class n holds 4^n bytes and more, but less than 4^(n+1). */
final class SizeClass {

    /** The class of what has no size, or none that is known. It has no neighbours. */
    static final int UNKNOWN = -1;

    private SizeClass() {}

    static int of(long bytes) {
        return bytes <= 0 ? UNKNOWN : (Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes)) / 2;
    }
}
