package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.platform.SecretOwner;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.ConnectionPrepared;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds out whether a switch can be made, makes the new values, and keeps both, encrypted. Changes nothing else. */
public final class PrepareSwitch extends BuiltIn<SwitchOrder, ConnectionPrepared> {

    private static final String BACKUP = "signal-dr-connection";

    /** Makes the action. */
    public PrepareSwitch() {
        super("prepare-connection-switch", SwitchOrder.class, ConnectionPrepared.class);
    }

    /** Tells whether a switch could be made now, as far as that is known before there is anything to switch to. */
    public static GuardResult possible(StepContext context, SwitchOrder order) {
        try (Secret key = context.secret(order.encryptionKey())) {
            BackupKey.of(key);
            PlatformResource resource = Transaction.resource(context);
            LiveSecret live = LiveSecret.read(resource, order.secret());
            Consumers consumers = new Conditions(resource, order).require(live, context.resourceName(BACKUP));
            OtherKeys others = foreseen(context, order, live);
            if (order.target().isForeseen()) {
                others.require(resource, order.terms().formerAccepted());
            }
            return GuardResult.passed(
                    "secret/" + order.secret() + " can be switched; it is used by " + consumers.names());
        } catch (DrException e) {
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            return GuardResult.failed(
                    e.problem() + e.hint().map(hint -> ". " + hint).orElse(""));
        }
    }

    @Override
    public Set<String> uses(SwitchOrder order) {
        return order.target().steps();
    }

    @Override
    public ConnectionPrepared act(StepContext context, SwitchOrder order) {
        PlatformResource resource = Transaction.resource(context);
        BackupKey key = BackupKey.of(context.secret(order.encryptionKey()));
        Conditions conditions = new Conditions(resource, order);
        LiveSecret live = LiveSecret.read(resource, order.secret());
        String backup = context.resourceName(BACKUP);
        Consumers consumers = conditions.require(live, backup);
        SwitchValues values = new NewValues(context, order).of(live);
        OtherKeys others =
                OtherKeys.of(live, values).require(resource, order.terms().formerAccepted());
        others.tell(context);
        new Backup(resource, backup, order.secret()).keep(key, values, context.runId());
        return new ConnectionPrepared(
                order.secret(),
                order.keys(),
                backup,
                order.encryptionKey(),
                key.fingerprint(values.former()),
                key.fingerprint(values.newer()),
                live.owners().stream().map(SecretOwner::toString).toList(),
                consumers.names(),
                order.terms());
    }

    @Override
    public Sighting<ConnectionPrepared> find(StepContext context, SwitchOrder order) {
        return Sighting.notStarted("to prepare it again is harmless, and replaces what was kept");
    }

    /** Goes back first where the secret still needs what is kept, as after a switch that a person gave up. */
    @Override
    public void undo(StepContext context, SwitchOrder order, ConnectionPrepared prepared) {
        Transaction switched = Transaction.of(context, prepared);
        if (switched.isOurs(switched.live())) {
            new Restoration(switched).run();
        }
        switched.backup().remove();
    }

    @Override
    public List<String> changes(StepContext context, SwitchOrder order) {
        PlatformResource resource = Transaction.resource(context);
        LiveSecret live = LiveSecret.read(resource, order.secret());
        Consumers consumers = new Conditions(resource, order).require(live, context.resourceName(BACKUP));
        OtherKeys others = foreseen(context, order, live);
        List<String> lines = new ArrayList<>();
        lines.add("keeps the values of " + order.keys() + " of secret/" + order.secret() + ", encrypted, in secret/"
                + context.resourceName(BACKUP) + "; the new ones lead to "
                + order.target().words());
        live.owners().forEach(owner -> lines.add("the secret is also written by " + owner + ": " + owner.remedy()));
        live.copies()
                .forEach(copy -> lines.add("the secret is copied by " + copy
                        + ": pods there get the new value too, and keep the former until they are restarted; nobody"
                        + " here sees them, so look there as well"));
        lines.addAll(others.changes(order.terms().formerAccepted()));
        lines.add("the secret is used by "
                + consumers.workloads().stream()
                        .map(consumer -> consumer.id() + (consumer.rollsOut() ? "" : " (not restarted)"))
                        .collect(Collectors.joining(", ")));
        consumers.strays().stream()
                .map(Stray::remedy)
                .distinct()
                .forEach(remedy -> lines.add("waits until somebody else restarts pods: " + remedy));
        return lines;
    }

    /** Says beforehand what would stay behind, as far as is known where the rest goes. */
    private static OtherKeys foreseen(StepContext context, SwitchOrder order, LiveSecret live) {
        return OtherKeys.of(live, NewValues.foreseen(context, order).of(live));
    }

    @Override
    public List<String> warnings(StepContext context, SwitchOrder order) {
        LiveSecret live = LiveSecret.read(Transaction.resource(context), order.secret());
        String refusal = (context.drill() ? "A live run would be refused" : "It will be refused")
                + (order.target().isForeseen()
                        ? ""
                        : ", unless " + order.target().words() + " is at the same host");
        return foreseen(context, order, live).warnings(order.terms().formerAccepted(), refusal);
    }

    @Override
    public List<String> byHand(StepContext context, SwitchOrder order) {
        return List.of(
                "kubectl get secret " + order.secret() + " -o yaml > former.yaml  # holds passwords: keep it encrypted",
                "# find every workload that uses it, and every pod that none keeps: env, envFrom, volumes, projected volumes");
    }
}
