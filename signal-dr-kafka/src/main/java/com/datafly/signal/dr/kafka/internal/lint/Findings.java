package com.datafly.signal.dr.kafka.internal.lint;

import com.datafly.signal.dr.kafka.MirrorMakerFinding.Code;

/** Takes what rules find. */
@FunctionalInterface
public interface Findings {

    /** Takes one finding, with full sentences for what happens and what to write instead. */
    void add(String key, Code code, String consequence, String remedy);
}
