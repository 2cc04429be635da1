package com.datafly.signal.dr.k8s.testing;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.k8s.testing.internal.api.ResourceTypes;
import com.datafly.signal.dr.k8s.testing.internal.cluster.Controllers;
import com.datafly.signal.dr.k8s.testing.internal.cluster.Crash;
import com.datafly.signal.dr.k8s.testing.internal.cluster.Images.Behaviour;
import com.datafly.signal.dr.k8s.testing.internal.cluster.KubeletApi;
import com.datafly.signal.dr.k8s.testing.internal.cluster.Nodes;
import com.datafly.signal.dr.k8s.testing.internal.cluster.RunningContainers.LogLine;
import com.datafly.signal.dr.k8s.testing.internal.cluster.World;
import com.datafly.signal.dr.k8s.testing.internal.store.Store;
import com.datafly.signal.dr.k8s.testing.internal.verbs.Containers;
import com.datafly.signal.dr.k8s.testing.internal.verbs.Writer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What acts in the cluster besides clients: controllers of Deployments, StatefulSets, DaemonSets and budgets, a
 * scheduler, and nodes that run pods. Jobs and CronJobs are only stored.
 *
 * <p>Nothing sleeps: the workers act by hand unless a {@link Pace} is set. A step brings every object at most one stage
 * further. Thread-safe.
 *
 * @since 0.1
 */
public final class Cluster {

    private final World world;
    private final Nodes nodes;
    private final Controllers controllers;
    private final KubeletApi kubelets;
    private final Set<String> bare = ConcurrentHashMap.newKeySet();
    private volatile Pace pace = Pace.BY_HAND;
    private volatile CommandHandler handler = new LocalCommands();

    Cluster(Store store, ResourceTypes types, Writer writer) {
        this.world = new World(store, types, writer);
        this.nodes = new Nodes(world);
        this.controllers = new Controllers(world, nodes);
        this.kubelets = new KubeletApi(world, nodes, asked -> {
            Command command = new Command(asked);
            CommandResult result = bare.contains(command.image())
                    ? CommandResult.missing(command.words().get(0))
                    : handler.run(command);
            return result.answered();
        });
    }

    /** Sets how the workers get on from now on. */
    public void pace(Pace next) {
        pace = requireNonNull(next, "next");
    }

    /**
     * Lets every worker look once.
     *
     * @return whether anything has changed
     */
    public boolean step() {
        return controllers.step();
    }

    /**
     * Lets the workers look until nothing changes any more.
     *
     * @return how many steps that took
     */
    public int settle() {
        return controllers.settle();
    }

    /** Adds a node that is ready. */
    public void addNode(String name) {
        nodes.add(name);
        changed();
    }

    /**
     * Lets a node die, and the control plane notice it: the node's readiness is unknown, its pods are not ready but
     * still in phase Running.
     */
    public void loseNode(String name) {
        nodes.lose(name);
        changed();
    }

    /**
     * Lets the time pass after which pods on dead nodes are told to end. They stay, ending, until the node lives again
     * or is deleted, or they are deleted without grace.
     */
    public void evictFromLostNodes() {
        nodes.evict();
        changed();
    }

    /** Lets a node live again. */
    public void recoverNode(String name) {
        nodes.recover(name);
        changed();
    }

    /** Containers of this image start and become ready. This is so for every image that nothing else is said about. */
    public void works(String image) {
        behave(image, Behaviour.WORKS);
    }

    /** Containers of this image start but never become ready. */
    public void neverReady(String image) {
        behave(image, Behaviour.NEVER_READY);
    }

    /** Containers of this image crash, again and again. */
    public void crashes(String image) {
        behave(image, Behaviour.CRASHES);
    }

    /** The registry does not have this image. */
    public void cannotBePulled(String image) {
        behave(image, Behaviour.CANNOT_BE_PULLED);
    }

    /** No node has room for pods with this image. */
    public void cannotBeScheduled(String image) {
        behave(image, Behaviour.CANNOT_BE_SCHEDULED);
    }

    private void behave(String image, Behaviour behaviour) {
        world.images().set(image, behaviour);
        changed();
    }

    /** Images like this one have no program at all that a command could run. */
    public void hasNoShell(String image) {
        bare.add(image);
    }

    /**
     * Lets a running container end and start anew, as after being killed for its memory.
     *
     * @param reason as in {@code OOMKilled} or {@code Error}
     */
    public void crash(String namespace, String pod, String container, String reason) {
        Crash.happen(world, namespace, pod, new Crash(container, reason));
        changed();
    }

    /** Writes a line into the log of a container, at the server's time. */
    public void log(String namespace, String pod, String container, String line) {
        log(namespace, pod, container, new LogLine(world.now(), line));
    }

    /** Writes a line into the log of a container as of another time. */
    public void log(String namespace, String pod, String container, String line, Instant time) {
        log(namespace, pod, container, new LogLine(time, line));
    }

    private void log(String namespace, String pod, String container, LogLine line) {
        ObjectNode found = world.find("pods", namespace, pod).orElseThrow();
        world.running().log(found, container, false).add(line);
    }

    /**
     * Sets who runs commands in containers. By default they run with the programs of this machine in the container's
     * environment, and see copies of the mounted files where a word of the command names their whole path.
     */
    public void onCommand(CommandHandler commands) {
        handler = requireNonNull(commands, "commands");
    }

    void changed() {
        if (pace == Pace.AT_ONCE) {
            settle();
        }
    }

    void looked() {
        if (pace == Pace.STEP_PER_LOOK) {
            step();
        }
    }

    Containers containers() {
        return kubelets;
    }
}
