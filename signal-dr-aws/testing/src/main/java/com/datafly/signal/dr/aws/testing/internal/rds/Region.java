package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;

/** What the account has in one region. Guarded by the lock of the {@link World}. */
public final class Region {

    private final World world;
    private final String name;
    private final Register<Facts> instances;
    private final Register<Facts> snapshots;
    private final Register<Facts> automatedBackups;
    private final Register<Facts> exports;
    private final OldestBackups oldestBackups;
    private final Network network;
    private final Quotas quotas;
    private final Events events;
    private final Queue<String> nextRestores = new ArrayDeque<>();
    private final Map<Class<?>, Object> parts = new HashMap<>();

    Region(World world, String name) {
        this.world = world;
        this.name = name;
        this.instances = new Register<>(world::nextChange);
        this.snapshots = new Register<>(world::nextChange);
        this.automatedBackups = new Register<>(world::nextChange);
        this.exports = new Register<>(world::nextChange);
        this.oldestBackups = new OldestBackups(snapshots);
        this.network = new Network(name, world.account());
        this.quotas = new Quotas();
        this.events = new Events();
    }

    /** Returns the account. */
    public World world() {
        return world;
    }

    /** Returns the region's name, as in {@code eu-west-1}. */
    public String name() {
        return name;
    }

    /** Returns the instances by name. */
    public Register<Facts> instances() {
        return instances;
    }

    /** Returns the snapshots of instances by name. */
    public Register<Facts> snapshots() {
        return snapshots;
    }

    /** Returns when the oldest automated snapshots were taken. */
    OldestBackups oldestBackups() {
        return oldestBackups;
    }

    /** Returns the automated backups of instances by the id in their ARN. */
    public Register<Facts> automatedBackups() {
        return automatedBackups;
    }

    /** Returns the exports of snapshots by name. */
    public Register<Facts> exports() {
        return exports;
    }

    /** Returns subnets, security groups, parameter groups and keys. */
    public Network network() {
        return network;
    }

    /** Returns how much of everything there may be. */
    public Quotas quotas() {
        return quotas;
    }

    /** Returns what happened. */
    public Events events() {
        return events;
    }

    /** Returns what the next restores end as, if not as available. */
    public Queue<String> nextRestores() {
        return nextRestores;
    }

    /** Returns what another family of resources keeps here. */
    public <T> T part(Class<T> type, Function<Region, T> create) {
        return type.cast(parts.computeIfAbsent(type, unknown -> create.apply(this)));
    }

    /** Returns a new register of another family's resources. */
    public <T> Register<T> newRegister() {
        return new Register<>(world::nextChange);
    }

    /** Returns the ARN of a resource here, as in {@code arn:aws:rds:eu-west-1:123456789012:db:orders}. */
    public String arn(String kind, String id) {
        return "arn:" + partition() + ":rds:" + name + ":" + world.account() + ":" + kind + ":" + id;
    }

    /**
     * Returns the name at the end of an ARN of that kind, or the text itself if it is a name.
     *
     * @throws Refusal if it is an ARN of another kind, region or account
     */
    public String nameOf(String kind, String nameOrArn) {
        if (!nameOrArn.startsWith("arn:")) {
            return nameOrArn.toLowerCase(Locale.ROOT);
        }
        String prefix = arn(kind, "");
        if (!nameOrArn.startsWith(prefix)) {
            throw Refusal.of(
                    "InvalidParameterValue", "The parameter " + nameOrArn + " is not a valid ARN of " + prefix);
        }
        return nameOrArn.substring(prefix.length());
    }

    private String partition() {
        if (name.startsWith("cn-")) {
            return "aws-cn";
        }
        return name.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }
}
