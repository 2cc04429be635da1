package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.cluster.ClusterActions;
import com.datafly.signal.dr.aws.testing.internal.http.Answer;
import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.QueryProtocol;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Request;
import com.datafly.signal.dr.aws.testing.internal.http.Service;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** RDS over the query protocol. */
public final class RdsService implements Service {

    private static final Set<String> WITHOUT_OUTPUT = Set.of("AddTagsToResource", "RemoveTagsFromResource");

    private final QueryProtocol protocol = new QueryProtocol("http://rds.amazonaws.com/doc/2014-10-31/", "2014-10-31");
    private final World world;
    private final Map<String, Action> actions;

    private RdsService(World world, Map<String, Action> actions) {
        this.world = world;
        this.actions = actions;
    }

    /** Creates the service on an account's databases. */
    public static RdsService of(World world) {
        Map<String, Action> actions = new HashMap<>();
        actions.putAll(InstanceReading.actions());
        actions.putAll(Creation.actions());
        actions.putAll(Deletion.actions());
        actions.putAll(SnapshotActions.actions());
        actions.putAll(AutomatedBackupActions.actions());
        actions.putAll(BackupReplication.actions());
        actions.putAll(Restores.actions());
        actions.putAll(PointInTime.actions());
        actions.putAll(Modification.actions());
        actions.putAll(Rebooting.actions());
        actions.putAll(SnapshotCopying.actions());
        actions.putAll(SnapshotSharing.actions());
        actions.putAll(Replicas.actions());
        actions.putAll(Promotion.actions());
        actions.putAll(Exports.actions());
        actions.putAll(AccountReading.actions());
        actions.putAll(ClusterActions.actions(actions));
        actions.putAll(Tagging.actions(kinds()));
        return new RdsService(world, actions);
    }

    private static Map<String, Tagging.Kind> kinds() {
        Map<String, Tagging.Kind> kinds = new HashMap<>(Tagging.instanceKinds());
        kinds.put("cluster", new Tagging.Kind(ClusterActions::clusters, "DBClusterNotFoundFault"));
        kinds.put("cluster-snapshot", new Tagging.Kind(ClusterActions::snapshots, "DBClusterSnapshotNotFoundFault"));
        return kinds;
    }

    @Override
    public String name() {
        return "rds";
    }

    @Override
    public Command read(Request request) {
        return protocol.read(request);
    }

    @Override
    public Answer handle(Request request, Command command) {
        Action action = actions.get(command.action());
        if (action == null) {
            throw Refusal.of("InvalidAction", "Could not find operation " + command.action());
        }
        Parameters in = new Parameters(command.parameters());
        Region region = world.region(request.region());
        request.principal().authorize("rds:" + command.action(), Resources.named(region, in));
        if (in.flat().keySet().stream().anyMatch(name -> name.startsWith("Tags.") || name.startsWith("TagSpec"))) {
            request.principal().authorize("rds:AddTagsToResource", Resources.named(region, in));
        }
        List<Xml> members = run(command.action(), () -> {
            Sight sight = world.sight(request.stale());
            return action.run(new RdsCall(region, in, request.principal(), sight));
        });
        return WITHOUT_OUTPUT.contains(command.action())
                ? protocol.answer(command.action(), request.id())
                : protocol.answer(command.action(), members, request.id());
    }

    @Override
    public Answer refuse(Refusal refusal, String requestId) {
        return protocol.refuse(refusal, requestId);
    }

    private List<Xml> run(String action, Supplier<List<Xml>> body) {
        boolean reads = action.startsWith("Describe") || action.startsWith("List");
        return reads ? world.look(body) : world.change(body);
    }
}
