package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.events.DeadLetterRequest;
import com.datafly.signal.dr.events.RedeliveryResult;
import com.datafly.signal.dr.internal.events.replay.DefaultDeadLetters;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.LettersRedelivered;
import java.util.List;

/** Redelivers dead letters. Each goes back once, however often it is repeated. */
public final class RedeliverLetters extends BuiltIn<RedeliverLetters.Input, LettersRedelivered> {

    private final DeadLetterRequest request;

    /** Makes the action. */
    public RedeliverLetters(DeadLetterRequest request) {
        super("redeliver-dead-letters", Input.class, LettersRedelivered.class);
        this.request = request;
    }

    /**
     * What to redeliver.
     *
     * @param topic the topic of dead letters
     * @param reasons why they are dead; empty for all
     * @param keys whose they are; empty for all
     * @param maxAttempts how often a letter is redelivered at most
     * @param parkingTopic where others go; empty if they stay
     */
    public record Input(String topic, List<String> reasons, List<String> keys, int maxAttempts, String parkingTopic) {}

    /** Describes the input of this action. */
    public Input input() {
        return new Input(
                request.topic(),
                request.reasons().stream().sorted().toList(),
                request.keys().stream().sorted().toList(),
                request.maxAttempts(),
                request.parkingTopic().orElse(""));
    }

    @Override
    public LettersRedelivered act(StepContext context, Input input) {
        DefaultDeadLetters letters = (DefaultDeadLetters) context.events().deadLetters();
        RedeliveryResult result = EventRuns.await(
                context,
                letters.redeliver(
                        request, request.runId().orElseGet(() -> context.key().value())));
        return new LettersRedelivered(
                result.runId(), result.exactlyOnce(), result.redelivered(), result.parked(), result.leftBehind());
    }

    @Override
    public Sighting<LettersRedelivered> find(StepContext context, Input input) {
        return Sighting.running("each letter's fate is kept in the cluster, and acting again goes on with the others");
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("writes the letters of " + input.topic() + " to the topics that they came from, at "
                + context.events().address());
    }
}
