package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.spi.JournalDriver;

/**
 * The one place of journals that a test of {@link JournalDriverContract} uses. It begins empty.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface JournalHarness {

    /** Opens another driver for the place, as another process would. The contract closes it. */
    JournalDriver open();
}
