package com.datafly.signal.dr.internal.program;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What a program printed: made readable and masked, told to a listener line by line, and the last of it kept. */
final class Lines implements Consumer<String> {

    private static final int MOST = 100;
    private static final int LONGEST = 1000;

    private final UnaryOperator<String> reading;
    private final Consumer<String> listener;
    private final Deque<String> last = new ArrayDeque<>();

    Lines(UnaryOperator<String> reading, Consumer<String> listener) {
        this.reading = reading;
        this.listener = listener;
    }

    /** Takes one line as it was printed. */
    @Override
    public void accept(String printed) {
        String line = cut(reading.apply(printed).replaceAll("\\p{Cntrl}\\[[0-9;?]*[A-Za-z]|[\\p{Cntrl}&&[^\t]]", ""));
        last.addLast(line);
        if (last.size() > MOST) {
            last.removeFirst();
        }
        listener.accept(line);
    }

    /** Returns the last ones. */
    List<String> last() {
        return List.copyOf(last);
    }

    private static String cut(String line) {
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ... (" + line.length() + " characters)";
    }
}
