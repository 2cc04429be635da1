package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.AclRule;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.internal.playbook.action.Work;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.ClusterFenced;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lets the old cluster refuse what its former producers still send, by rules that deny, or ends that. A cluster that
 * does not answer cannot be fenced now, and says so.
 */
public final class Fence extends BuiltIn<Fence.Input, ClusterFenced> {

    /** How long a cluster that may be lost is asked. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final boolean raise;

    private Fence(String name, boolean raise) {
        super(name, Input.class, ClusterFenced.class);
        this.raise = raise;
    }

    /** Fences the cluster. */
    public static Fence raise() {
        return new Fence("fence-old-cluster", true);
    }

    /** Ends the fence. */
    public static Fence lower() {
        return new Fence("unfence-old-cluster", false);
    }

    /**
     * Whom to keep out of what.
     *
     * @param topics the beginning of the topics' names
     * @param principals who must not write, as in {@code User:ingestion}
     */
    public record Input(String topics, Set<String> principals) {

        List<AclRule> rules() {
            return new TreeSet<>(principals)
                    .stream()
                            .map(who -> new AclRule("TOPIC", topics, "PREFIXED", who, "*", "WRITE", "DENY"))
                            .toList();
        }
    }

    @Override
    public ClusterFenced act(StepContext context, Input input) {
        StreamResource old = Clusters.old(context);
        try {
            old.read("ask what " + old.address() + " can do", PATIENCE, EventStreamDriver::capabilities)
                    .require(EventCapability.CHANGE_ACLS, context.stepId());
            set(old, input, raise);
        } catch (DrException e) {
            if (raise && Clusters.silent(e)) {
                return new ClusterFenced(
                        false, old.address() + " does not answer: fence it when it is back, before anybody writes");
            }
            throw e;
        }
        return new ClusterFenced(
                raise, old.address() + (raise ? " refuses " : " takes ") + "what " + input.principals() + " write");
    }

    private static void set(StreamResource stream, Input input, boolean deny) {
        String operation = (deny ? "fence " : "end the fence of ") + stream.address();
        stream.change(
                operation,
                driver -> {
                    if (deny) {
                        driver.addAcls(input.rules());
                    } else {
                        driver.removeAcls(input.rules());
                    }
                },
                () -> isSet(stream, input, deny));
    }

    /** A fence is set when all of its rules are there, and ended when none of them is. */
    private static boolean isSet(StreamResource stream, Input input, boolean deny) {
        List<AclRule> present =
                stream.read("read the access rules of " + stream.address(), PATIENCE, EventStreamDriver::acls);
        return deny
                ? Set.copyOf(present).containsAll(input.rules())
                : input.rules().stream().noneMatch(present::contains);
    }

    @Override
    public Sighting<ClusterFenced> find(StepContext context, Input input) {
        try {
            return isSet(Clusters.old(context), input, raise)
                    ? Sighting.done(new ClusterFenced(raise, "as its rules say"), "its rules say so")
                    : Sighting.notStarted("its rules do not say so");
        } catch (DrException e) {
            return Clusters.silent(e)
                    ? Sighting.notStarted("it does not answer, and to set its rules again is harmless")
                    : Work.unreadable(e);
        }
    }

    @Override
    public void undo(StepContext context, Input input, ClusterFenced output) {
        if (output.fenced() == raise) {
            set(Clusters.old(context), input, !raise);
        }
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of((raise ? "denies " : "no longer denies ") + input.principals() + " to write topics of "
                + context.events().address() + " that begin with " + input.topics());
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return input.rules().stream()
                .map(rule -> "kafka-acls.sh --bootstrap-server "
                        + context.events().address().location() + (raise ? " --add" : " --remove")
                        + " --deny-principal " + rule.principal() + " --operation Write --topic " + rule.resource()
                        + " --resource-pattern-type prefixed")
                .toList();
    }
}
