package com.datafly.signal.dr;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.resilience4j.retry.Retry;
import org.slf4j.LoggerFactory;

/** Placeholder. */
public final class Placeholder {

    private Placeholder() {}

    /** Greets {@code name}. */
    public static String greet(String name) {
        LoggerFactory.getLogger(Placeholder.class)
                .debug("{}", JsonMapper.builder().build());
        return Retry.ofDefaults("x").getName() + " " + name;
    }
}
