package com.datafly.signal.dr.internal.events.drift;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Asks for topics that a cluster did not list: it does not list what we may not see, either. */
public final class AbsentTopics {

    private static final int AT_ONCE = 1_000;

    private final StreamResource stream;

    /** Asks that cluster. */
    public AbsentTopics(StreamResource stream) {
        this.stream = stream;
    }

    /** Returns of which topics it is not known that they are absent, and why. */
    public Map<String, String> doubts(Set<String> unlisted) {
        return doubts(
                unlisted,
                some -> stream.read("look for topics of " + stream.address(), driver -> driver.describeTopics(some)));
    }

    /** Returns likewise, asking once, as long as the driver waits for an answer. */
    public Map<String, String> doubts(EventStreamDriver driver, Set<String> unlisted) {
        return doubts(unlisted, driver::describeTopics);
    }

    private Map<String, String> doubts(Set<String> unlisted, Function<Set<String>, Answers<String, Topic>> look) {
        Map<String, String> doubts = new TreeMap<>();
        List<String> names = List.copyOf(new TreeSet<>(unlisted));
        for (int from = 0; from < names.size(); from += AT_ONCE) {
            Answers<String, Topic> answers =
                    look.apply(Set.copyOf(names.subList(from, Math.min(names.size(), from + AT_ONCE))));
            answers.found().forEach((name, topic) -> doubts.put(name, "'" + name + "' appeared meanwhile"));
            answers.failed().forEach((name, failure) -> doubt(name, failure, doubts));
        }
        return doubts;
    }

    private void doubt(String name, DrException failure, Map<String, String> doubts) {
        if (failure.code() != ErrorCode.NOT_FOUND) {
            doubts.put(name, "'" + name + "' at " + stream.address() + ": " + failure.problem());
        }
    }
}
