package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.spi.PlaceholderDriver;
import org.junit.jupiter.api.Test;

/** Placeholder for a {@link PlaceholderDriver}. */
public abstract class PlaceholderContract {

    /** Returns a new driver. */
    protected abstract PlaceholderDriver driver();

    @Test
    void hasAName() {
        assertThat(driver().name()).isNotEmpty();
    }
}
