package com.datafly.signal.dr.internal.journal;

/** Where a log file ends: the offset behind its last whole line, and the number of the next. */
record LogEnd(long offset, long next) {

    static final LogEnd BEGINNING = new LogEnd(0, 1);
}
