package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The failover of an event stream to its standby, and the way back, as playbooks. What they cannot know the host adds:
 * how its producers are stopped, and which secret leads clients to the brokers, or how else they come to others.
 *
 * @since 0.1
 */
public final class FailoverScenarios {

    private static final String LOSS = "declare-loss";
    private static final String FREEZE_MIRROR = "freeze-mirror";
    private static final String TRANSLATE = "translate";
    private static final String MOVE = "move-groups";
    private static final String CUT_OVER = "mark-cut-over";
    private static final String FENCE = "fence";
    private static final String DIVERGENCE = "count-divergence";
    private static final String EXPORT = "export-divergence";
    private static final String COPY_BACK = "copy-back";
    private static final String COPY_REST = "copy-back-rest";
    private static final String RESUME_MIRROR = "resume-mirror";

    private FailoverScenarios() {}

    /**
     * Goes over to the standby: stops the producers by a step of the host's, lets the standby catch up or declares what
     * it lacks, tells the copying software to stop, moves the consumer groups to where they go on, notes the cut-over,
     * fences the old cluster, switches the clients by their connection secret or by steps of the host's, and proves the
     * flow by steps of the host's.
     *
     * <p>Defaults: no freeze of producers, a minute to catch up, all groups that are known, none of which goes back,
     * any loss is declared and accepted, no fence, no connection.
     */
    public static Playbook streamFailover(Consumer<StreamFailover> more) {
        StreamFailover scenario = new StreamFailover();
        more.accept(scenario);
        return Playbook.define("stream-failover", scenario::define);
    }

    /**
     * Goes back to the old cluster once it has returned: fences it, counts and exports what only it has, copies back
     * what it lacks, stops the producers by a step of the host's, copies the rest, moves the groups, ends the fence,
     * switches the clients by their connection secret or by steps of the host's. What the old cluster never lost is not
     * touched, and no topic is made twice.
     *
     * <p>Defaults: no freeze of producers, no export, no fence, the copying software is left as it is, every topic goes
     * back that was copied or made since. At least one group must be named.
     */
    public static Playbook streamFailback(Consumer<StreamFailback> more) {
        StreamFailback scenario = new StreamFailback();
        more.accept(scenario);
        return Playbook.define("stream-failback", scenario::define);
    }

    private static final class Chain {
        private final Playbook.Builder playbook;
        private @Nullable String last;

        Chain(Playbook.Builder playbook) {
            this.playbook = playbook;
            playbook.protects(EventScenarios.EVENTS);
        }

        Chain then(Step step) {
            playbook.step(last == null ? step : step.after(last));
            last = step.id();
            return this;
        }

        Chain connect(@Nullable ConnectionSwitch connection) {
            if (connection != null) {
                playbook.protects(PlatformScenarios.PLATFORM);
                thenAll(connection.steps(List.of()));
            }
            return this;
        }

        Chain thenAll(List<Step> steps) {
            steps.forEach(this::then);
            return this;
        }
    }

    /**
     * Whom to keep out of what.
     *
     * @param topics the beginning of the topics' names
     * @param principals the producers
     */
    private record Fenced(String topics, List<String> principals) {
        String[] who() {
            return principals.toArray(String[]::new);
        }
    }

    /**
     * Collects the settings of {@link FailoverScenarios#streamFailover}. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class StreamFailover {
        private final List<Step> cutover = new ArrayList<>();
        private final List<Step> flow = new ArrayList<>();
        private @Nullable Step producers;
        private List<String> groups = List.of();
        private List<String> uncopied = List.of();
        private boolean alsoBack;
        private Duration catchUpWithin = Duration.ofMinutes(1);
        private OptionalLong mostLost = OptionalLong.empty();
        private @Nullable Fenced fence;
        private @Nullable ConnectionSwitch connection;

        private StreamFailover() {}

        /** Sets the step that makes producers write no more, and leaves a {@code ProducersFrozen}. */
        public StreamFailover freezeProducers(Step step) {
            this.producers = requireNonNull(step, "step");
            return this;
        }

        /** Sets how long the standby may catch up while the source answers. */
        public StreamFailover catchUpWithin(Duration catchUpWithin) {
            this.catchUpWithin = requireNonNull(catchUpWithin, "catchUpWithin");
            return this;
        }

        /**
         * Names the topics that have no copy on purpose, with {@code *} for any characters. What any other topic
         * without a copy has is declared as lost.
         */
        public StreamFailover leaveUncopied(String... topics) {
            this.uncopied = List.of(topics);
            return this;
        }

        /** Goes on only if surely no more than {@code events} are lost; else a person decides. */
        public StreamFailover tolerateLoss(long events) {
            this.mostLost = OptionalLong.of(events);
            return this;
        }

        /** Names the groups that go over. */
        public StreamFailover groups(String... groups) {
            this.groups = List.of(groups);
            return this;
        }

        /** Lets groups go back behind what they have committed at the standby already. */
        public StreamFailover moveGroupsAlsoBack() {
            this.alsoBack = true;
            return this;
        }

        /** Fences the old cluster; see {@link FailoverSteps#fenceOldCluster}. */
        public StreamFailover fence(String topics, String... principals) {
            this.fence = new Fenced(topics, List.of(principals));
            return this;
        }

        /**
         * Brings clients to the standby by a connection secret, and restarts and asks everything that uses it: the
         * steps of {@link ConnectionSteps#switchOver} by the name {@code connection}, which can be taken back. A drill
         * leaves them out. A plan is refused where the switch could not be made. The last connection counts.
         *
         * @param more which keys change, as by {@code bootstrapServers(key, servers)} with the standby's brokers
         */
        public StreamFailover connection(String secret, Consumer<ConnectionSettings> more) {
            this.connection = new ConnectionSwitch(secret, more);
            return this;
        }

        /** Adds a step that brings clients to the standby, behind the connection. */
        public StreamFailover switchBootstrap(Step step) {
            cutover.add(requireNonNull(step, "step"));
            return this;
        }

        /** Adds a step that proves that events flow at the standby. */
        public StreamFailover flow(Step step) {
            flow.add(requireNonNull(step, "step"));
            return this;
        }

        private void define(Playbook.Builder playbook) {
            Chain chain = new Chain(playbook);
            Optional.ofNullable(producers).ifPresent(chain::then);
            chain.then(FailoverSteps.declareLoss(
                            LOSS,
                            Optional.ofNullable(producers).map(Step::id),
                            catchUpWithin,
                            uncopied.toArray(String[]::new))
                    .with(step -> step.precheck(EventGuards.noCutOverOpen())));
            mostLost.ifPresent(
                    most -> chain.then(Steps.gate("loss-tolerated", EventGuards.streamLossAtMost(LOSS, most))));
            chain.then(FailoverSteps.freezeMirror(FREEZE_MIRROR))
                    .then(FailoverSteps.translateGroups(TRANSLATE, LOSS, groups.toArray(String[]::new)))
                    .then(
                            alsoBack
                                    ? FailoverSteps.moveGroupsAlsoBack(MOVE, TRANSLATE)
                                    : FailoverSteps.moveGroups(MOVE, TRANSLATE))
                    .then(FailoverSteps.markCutOver(CUT_OVER, LOSS));
            Fenced fenced = fence;
            if (fenced != null) {
                chain.then(FailoverSteps.fenceOldCluster(FENCE, fenced.topics(), fenced.who())
                        .with(step -> step.precheck(EventGuards.oldClusterFenceable())));
            }
            chain.connect(connection).thenAll(cutover).thenAll(flow);
        }
    }

    /**
     * Collects the settings of {@link FailoverScenarios#streamFailback}. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class StreamFailback {

        /** A round of copying with fewer events than this is soon repeated: then the producers may stop. */
        private static final long NEARLY = 1_000;

        private final List<Step> cutover = new ArrayList<>();
        private final List<Step> flow = new ArrayList<>();
        private @Nullable Step producers;
        private @Nullable Step mirror;
        private List<String> groups = List.of();
        private List<String> leave = List.of();
        private @Nullable String exportTo;
        private boolean resumeMirror;
        private @Nullable Fenced fence;
        private @Nullable ConnectionSwitch connection;

        private StreamFailback() {}

        /**
         * Sets the step that stops what copies in the old direction and leaves a {@code MirrorStopped}. It comes first.
         * Needed where nobody can be asked, as with a MirrorMaker that does not run on Kafka Connect.
         */
        public StreamFailback stopMirror(Step step) {
            this.mirror = requireNonNull(step, "step");
            return this;
        }

        /** Names topics of the new cluster that do not go back; what is exported to stays in any case. */
        public StreamFailback leave(String... topics) {
            this.leave = List.of(topics);
            return this;
        }

        /** Sets the step that makes producers write no more at the new cluster. */
        public StreamFailback freezeProducers(Step step) {
            this.producers = requireNonNull(step, "step");
            return this;
        }

        /** Names the groups that go back. */
        public StreamFailback groups(String... groups) {
            this.groups = List.of(groups);
            return this;
        }

        /** Copies what only the old cluster has into a topic of the new one. */
        public StreamFailback exportTo(String topic) {
            this.exportTo = requireNonNull(topic, "topic");
            return this;
        }

        /** Fences the old cluster until everything is back; see {@link FailoverSteps#fenceOldCluster}. */
        public StreamFailback fence(String topics, String... principals) {
            this.fence = new Fenced(topics, List.of(principals));
            return this;
        }

        /**
         * Brings clients back to the old cluster by a connection secret, and restarts and asks everything that uses it:
         * the steps of {@link ConnectionSteps#switchOver} by the name {@code connection}, which can be taken back. A
         * drill leaves them out. A plan is refused where the switch could not be made. The last connection counts.
         *
         * @param more which keys change, as by {@code bootstrapServers(key, servers)} with the old cluster's brokers
         */
        public StreamFailback connection(String secret, Consumer<ConnectionSettings> more) {
            this.connection = new ConnectionSwitch(secret, more);
            return this;
        }

        /** Adds a step that brings clients back to the old cluster, behind the connection. */
        public StreamFailback switchBootstrap(Step step) {
            cutover.add(requireNonNull(step, "step"));
            return this;
        }

        /** Lets the copying software go on, when clients are switched; see {@link FailoverSteps#resumeMirror}. */
        public StreamFailback resumeMirror() {
            this.resumeMirror = true;
            return this;
        }

        /** Adds a step that comes last, as one that proves the flow. */
        public StreamFailback then(Step step) {
            flow.add(requireNonNull(step, "step"));
            return this;
        }

        private void define(Playbook.Builder playbook) {
            Chain chain = new Chain(playbook);
            Optional.ofNullable(mirror).ifPresent(chain::then);
            Fenced fenced = fence;
            if (fenced != null) {
                chain.then(FailoverSteps.fenceOldCluster(FENCE, fenced.topics(), fenced.who()));
            }
            chain.then(FailoverSteps.countDivergence(DIVERGENCE));
            if (exportTo != null) {
                chain.then(FailoverSteps.exportDivergence(EXPORT, DIVERGENCE, exportTo));
            }
            chain.then(FailoverSteps.copyBack(COPY_BACK, copy -> define(copy).untilFewerThan(NEARLY)));
            Optional.ofNullable(producers).ifPresent(chain::then);
            chain.then(FailoverSteps.copyBack(COPY_REST, this::define))
                    .then(FailoverSteps.translateGroupsBack(TRANSLATE, COPY_REST, groups.toArray(String[]::new)))
                    .then(FailoverSteps.moveGroupsBack(MOVE, TRANSLATE));
            if (fenced != null) {
                chain.then(FailoverSteps.unfenceOldCluster("unfence", fenced.topics(), fenced.who()));
            }
            chain.connect(connection).thenAll(cutover);
            if (resumeMirror) {
                chain.then(FailoverSteps.resumeMirror(RESUME_MIRROR, COPY_REST));
            }
            chain.then(FailoverSteps.closeCutOver("close-cut-over")).thenAll(flow);
        }

        private CopyBackSettings define(CopyBackSettings copy) {
            Optional.ofNullable(mirror).map(Step::id).ifPresent(copy::mirrorStoppedBy);
            return copy.leave(leave.toArray(String[]::new));
        }
    }
}
