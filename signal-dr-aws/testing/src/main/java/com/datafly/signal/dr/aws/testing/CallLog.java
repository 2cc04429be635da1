package com.datafly.signal.dr.aws.testing;

import com.datafly.signal.dr.aws.testing.internal.http.Answer;
import com.datafly.signal.dr.aws.testing.internal.http.Request;
import com.datafly.signal.dr.aws.testing.internal.http.Service.Command;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Every call that was made, in the order in which they ended. */
final class CallLog {

    private static final byte[] NOTHING = {};

    private final List<Call> calls = new ArrayList<>();
    private final List<Consumer<Call>> listeners = new CopyOnWriteArrayList<>();
    private final List<ExchangeListener> everybodys = ServiceLoader.load(ExchangeListener.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList();

    void add(String service, Request request, Command command, Optional<Answer> answer) {
        Call call = new Call(
                service,
                request.region(),
                command.action(),
                masked(command.parameters()),
                request.principal().arn(),
                answer.map(Answer::status).orElse(0),
                answer.flatMap(Answer::errorCode),
                request.id());
        synchronized (this) {
            calls.add(call);
        }
        listeners.forEach(listener -> listener.accept(call));
        Exchange exchange = new Exchange(call, answer.map(Answer::body).orElse(NOTHING));
        everybodys.forEach(listener -> listener.exchanged(exchange));
    }

    synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    synchronized long count(String action) {
        return calls.stream().filter(call -> call.action().equals(action)).count();
    }

    void listen(Consumer<Call> listener) {
        listeners.add(listener);
    }

    private static Map<String, String> masked(Map<String, String> parameters) {
        Map<String, String> out = new LinkedHashMap<>(parameters);
        out.replaceAll((name, value) -> name.endsWith("Password") ? "********" : value);
        return Map.copyOf(out);
    }
}
