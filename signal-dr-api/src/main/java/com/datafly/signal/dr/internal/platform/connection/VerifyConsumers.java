package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.ConnectionSwitched;
import com.datafly.signal.dr.playbook.step.ConsumersVerified;
import java.util.List;
import java.util.Set;

/** Asks every pod of every consumer by hash whether it holds the new values. Changes nothing. */
public final class VerifyConsumers extends BuiltIn<VerifyConsumers.Input, ConsumersVerified> {

    /** Makes the action. */
    public VerifyConsumers() {
        super("verify-connection-consumers", Input.class, ConsumersVerified.class);
    }

    /**
     * What to verify.
     *
     * @param prepareStep the step that prepared the switch
     * @param switchStep the step that made it
     */
    public record Input(String prepareStep, String switchStep) {}

    @Override
    public Set<String> uses(Input input) {
        return Set.of(input.prepareStep(), input.switchStep());
    }

    @Override
    public ConsumersVerified act(StepContext context, Input input) {
        Transaction switched = Transaction.of(context, input.prepareStep());
        ConnectionSwitched made = Transaction.output(context, input.switchStep(), ConnectionSwitched.class);
        Newcomers newcomers = Newcomers.since(made.key(), made.residents());
        Proof proof = new Prover(switched, newcomers, switched::requireSwitched).await();
        proof.tell(context);
        require(switched, proof);
        return new ConsumersVerified(
                proof.held().consumers().size(), proof.seen(), proof.unseen().size());
    }

    private static void require(Transaction switched, Proof proof) {
        String secret = "secret/" + switched.prepared().secret();
        if (!proof.wrong().isEmpty()) {
            throw failure(
                    switched,
                    ErrorCode.INTEGRITY_FAILED,
                    proof.wrong().size() + " pods do not surely hold the new values of " + secret + ": "
                            + proof.wrong(),
                    proof.remedies() + "Wait until they have ended, as Jobs do, or restart them, and retry the step; or"
                            + " cancel the run with an undo.");
        }
        boolean proven = proof.seen() > 0 && proof.unseen().isEmpty();
        if (!proven && !switched.terms().unseenAccepted()) {
            throw failure(
                    switched,
                    ErrorCode.FAILED_PRECONDITION,
                    "it is not proven that pods hold the new values of " + secret + ": "
                            + (proof.unseen().isEmpty() ? "there are none" : "nobody can look into " + proof.unseen()),
                    "Where that cannot be changed, prepare the switch with acceptUnseen().");
        }
    }

    private static DrException failure(Transaction switched, ErrorCode code, String problem, String hint) {
        return DrException.create(
                code,
                switched.context().stepId(),
                problem,
                failure -> failure.resource(switched.resource().address().toString())
                        .hint(hint));
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("kubectl exec POD -- sh -c 'printf %s \"$NAME\" | sha256sum'  # in every pod, old ones too");
    }
}
