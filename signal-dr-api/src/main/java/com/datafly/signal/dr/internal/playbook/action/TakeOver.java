package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.internal.DefaultHighAvailability;
import com.datafly.signal.dr.operation.Operation;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.Done;
import java.util.List;
import java.util.Set;

/** Lets a standby take over from its database, or makes a database that follows another one of its own. */
public final class TakeOver extends BuiltIn<TakeOver.Input, Done> {

    private final boolean promotes;

    private TakeOver(String name, boolean promotes) {
        super(name, Input.class, Done.class);
        this.promotes = promotes;
    }

    /** Hands the database over to its standby. */
    public static TakeOver failover() {
        return new TakeOver("failover", false);
    }

    /** Promotes the database. */
    public static TakeOver promote() {
        return new TakeOver("promote", true);
    }

    /** Nothing to say. */
    public record Input() {}

    @Override
    public Done act(StepContext context, Input input) {
        DefaultHighAvailability standby = standby(context);
        Operation<Void> operation = promotes ? standby.promote(context.key()) : standby.failover(context.key());
        Work.await(context, operation);
        return new Done(promotes ? "it follows no other any more" : "it was handed over to its standby");
    }

    @Override
    public Sighting<Done> find(StepContext context, Input input) {
        return Work.sight(
                context,
                () -> promotes
                        ? standby(context).sightPromotion(context.key())
                        : standby(context).sightFailover(context.key()),
                id -> true);
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        String address = context.database().address().toString();
        return List.of(
                promotes
                        ? "makes " + address + " a database of its own, which never follows again"
                        : "hands " + address + " over to its standby, which breaks off its connections");
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        ByHand byHand = ByHand.of(context.database().address());
        return promotes ? byHand.promote() : byHand.failover();
    }

    @Override
    public Set<Capability> requires(Input input) {
        return Set.of(promotes ? Capability.PROMOTE : Capability.FAILOVER);
    }

    private static DefaultHighAvailability standby(StepContext context) {
        return Work.internal(context.database()).highAvailability();
    }
}
