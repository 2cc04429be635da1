package com.datafly.signal.dr.spi;

/** Placeholder. */
public interface PlaceholderDriver {

    /** Returns a name. */
    String name();
}
