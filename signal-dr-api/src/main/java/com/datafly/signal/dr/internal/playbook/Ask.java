package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Something that is asked of a run, and who waits for an answer: a caller in this process, or the sender of a message.
 */
final class Ask {

    private final Control control;
    private final OptionalLong message;
    private final CompletableFuture<Void> answer = new CompletableFuture<>();

    private Ask(Control control, OptionalLong message) {
        this.control = control;
        this.message = message;
    }

    static Ask here(Control control) {
        return new Ask(control, OptionalLong.empty());
    }

    static Ask byMessage(long number, Control control) {
        return new Ask(control, OptionalLong.of(number));
    }

    Control control() {
        return control;
    }

    /** Returns what is completed once the answer is durable. */
    CompletableFuture<Void> answer() {
        return answer;
    }

    /** Says in {@code block} that it was done. */
    void grant(Block block) {
        message.ifPresent(number -> block.add(new Fact.MessageRead(number, Optional.empty())));
        block.afterwards(() -> answer.complete(null));
    }

    /** Says in {@code block} that it is not done, and why. */
    void refuse(Block block, DrException why, Function<String, String> redactor) {
        message.ifPresent(number -> block.add(new Fact.MessageRead(number, Optional.of(Failure.of(why, redactor)))));
        answer.completeExceptionally(why);
    }

    /** The run is over in this process; a message waits for the next one. */
    void drop(DrException why) {
        answer.completeExceptionally(why);
    }
}
