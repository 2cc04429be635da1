package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.events.EventStream;
import com.datafly.signal.dr.internal.ProductResources;
import com.datafly.signal.dr.playbook.DrillTarget;
import com.datafly.signal.dr.playbook.LiveTarget;
import com.datafly.signal.dr.playbook.Playbook;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A live target or a drill's, as the planner and the runner see it. */
final class BoundTarget implements RunTarget {

    /** How a drill is called. */
    static final String DRILL = "drill";

    private final @Nullable Database database;
    private final @Nullable String expected;
    private final @Nullable Duration expiry;
    private final Map<String, Secret> secrets;
    private final ProductResources product;

    private BoundTarget(
            Optional<Database> database,
            Optional<String> expected,
            @Nullable Duration expiry,
            Map<String, Secret> secrets,
            ProductResources product) {
        this.database = database.orElse(null);
        this.expected = expected.orElse(null);
        this.expiry = expiry;
        this.secrets = secrets;
        this.product = product;
    }

    static BoundTarget of(LiveTarget target, Map<String, Secret> secrets, ProductResources product) {
        return new BoundTarget(target.database(), target.systemIdentifier(), null, secrets, product);
    }

    static BoundTarget of(DrillTarget target, Map<String, Secret> secrets, ProductResources product) {
        return new BoundTarget(target.source(), target.systemIdentifier(), target.expiry(), secrets, product);
    }

    /** The system identifier is not part of it: when a run is resumed, the database may not answer any more. */
    @Override
    public String identity() {
        return mode() + " " + address().orElse("without a database") + named(" events ", product.primary())
                + named(" standby events ", product.standby())
                + (product.platform() == null
                        ? ""
                        : " platform " + product.platform().address());
    }

    @Override
    public Optional<Database> database() {
        return Optional.ofNullable(database);
    }

    @Override
    public Optional<Secret> secret(String name) {
        return Optional.ofNullable(secrets.get(name)).map(secret -> secret.use(Secret::of));
    }

    @Override
    public ProductResources resources() {
        return product;
    }

    private static String named(String word, @Nullable EventStream stream) {
        return stream == null ? "" : word + stream.address();
    }

    boolean isDrill() {
        return expiry != null;
    }

    Optional<Duration> expiry() {
        return Optional.ofNullable(expiry);
    }

    /** Returns the system identifier that the caller says is meant. */
    Optional<String> expected() {
        return Optional.ofNullable(expected);
    }

    Optional<String> address() {
        return database().map(one -> one.address().toString());
    }

    String mode() {
        return isDrill() ? DRILL : "live";
    }

    /** Returns the scheme of the database's address, by which the history of durations knows the provider. */
    String provider() {
        return database().map(one -> one.address().scheme()).orElse("");
    }

    /** Returns the names of the leases: a drill never keeps a live run waiting. */
    List<String> resources(Playbook playbook) {
        return playbook.protects().stream()
                .map(name -> name.equals(Playbook.DATABASE) ? address().orElse("playbook:" + playbook.name()) : name)
                .map(name -> isDrill() ? "drill:" + name : name)
                .sorted()
                .toList();
    }
}
