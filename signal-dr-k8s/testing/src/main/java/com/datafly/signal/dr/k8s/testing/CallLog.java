package com.datafly.signal.dr.k8s.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Every call, in the order in which they ended. */
final class CallLog {

    private final List<Consumer<Call>> listeners = new CopyOnWriteArrayList<>();
    private final List<Call> calls = new ArrayList<>();

    void add(Call call) {
        synchronized (calls) {
            calls.add(call);
        }
        listeners.forEach(listener -> listener.accept(call));
    }

    void listen(Consumer<Call> listener) {
        listeners.add(listener);
    }

    List<Call> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    void clear() {
        synchronized (calls) {
            calls.clear();
        }
    }
}
