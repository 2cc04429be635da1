package com.datafly.signal.dr.playbook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.FlowProbe;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.playbook.step.FlowProbed;
import com.datafly.signal.dr.report.Reports;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.verify.Verdict;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventFlowStepsTest extends PlanFixture {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String RAW = "events.raw";
    private static final String DELIVERY = "events.delivery.one";

    private final InMemoryCluster primary =
            InMemoryCluster.create("flow-primary", clock).topic(RAW, 1).topic(DELIVERY, 1);
    private final InMemoryCluster standby =
            InMemoryCluster.create("flow-standby", clock).topic(RAW, 1).topic(DELIVERY, 1);
    private SignalDr dr;

    @BeforeEach
    void openStreams() {
        dr = open(builder -> builder.events(primary.address()).standbyEvents(standby.address()));
    }

    @AfterEach
    void closeClusters() {
        primary.close();
        standby.close();
    }

    @Test
    void aFlowThatWasSeenLetsTheGuardedStepGoOn() {
        deliver(primary);
        List<FlowProbed> seen = new CopyOnWriteArrayList<>();
        Playbook playbook = Playbook.define(
                "flow",
                p -> p.step(EventSteps.probeEventFlow("flow", intoTopic()))
                        .step(Told.step("switch")
                                .with(step -> step.guard(remembering(seen))
                                        .guard(EventGuards.eventFlowProven("flow", Duration.ofMinutes(5))))
                                .after("flow")));

        assertThat(run(playbook).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(seen.get(0).stream()).isEqualTo(primary.address());
        assertThat(seen.get(0).marker()).startsWith("sdr-");
        assertThat(seen.get(0).hops()).singleElement().satisfies(hop -> {
            assertThat(hop.pattern()).isEqualTo("events.delivery.*");
            assertThat(hop.seenAfter()).isPresent();
        });
    }

    @Test
    void aFlowThatWasNotSeenStopsTheRunAndSaysWhere() {
        Plan plan = dr.playbooks().plan(flow(EventSteps.probeEventFlow("flow", intoTopic())));
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.steps().get(0).changes())
                .containsExactly("one marker is put into events.raw, and awaited at " + primary.address());
        assertThat(plan.steps().get(0).byHand()).anyMatch(line -> line.contains("kafka-console-consumer.sh"));
        assertThat(primary.end(RAW, 0)).isZero();

        RunStatus status;
        try (Run run = plan.start()) {
            status = run.await(LIMIT);
            assertThat(Reports.markdown(run.report())).contains("event flow");
        }
        assertThat(status.state()).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(status.reason() + status.step("flow")).contains("did not come to events.delivery.one");
    }

    @Test
    void theStandbyIsProbedAfterAFailover() {
        primary.kill();
        deliver(standby);

        assertThat(run(flow(EventSteps.probeStandbyEventFlow("flow", intoTopic())))
                        .state())
                .isEqualTo(RunState.SUCCEEDED);
        assertThat(standby.end(RAW, 0)).isEqualTo(1);
    }

    @Test
    void aGatewayIsProbedWithTheHostsSecretWhichNobodyTells() throws IOException {
        AtomicReference<String> sent = new AtomicReference<>("");
        HttpServer gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", exchange -> {
            sent.set(exchange.getRequestHeaders().getFirst("Authorization"));
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            primary.write(RAW, 0, null, body);
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        gateway.start();
        try (SignalDr host =
                open(builder -> builder.events(primary.address()).secret("gateway-token", secrets.plant("token")))) {
            deliver(primary);
            URI endpoint = URI.create("http://127.0.0.1:" + gateway.getAddress().getPort() + "/v1/events");
            FlowProbe probe = FlowProbe.intoEndpoint(
                    endpoint, more -> more.through("events.delivery.*").secretHeader("Authorization", "gateway-token"));
            Plan plan = host.playbooks().plan(flow(EventSteps.probeEventFlow("flow", probe)));
            secrets.search("a plan", plan.markdown());
            try (Run run = plan.start()) {
                assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
                secrets.search("a report", Reports.json(run.report()));
            }
            secrets.search(folder);
        } finally {
            gateway.stop(0);
        }
        assertThat(sent.get()).hasSizeGreaterThan(10);
    }

    @Test
    void aDrillPutsNoMarkerIntoTheProduct() {
        Playbook playbook = Playbook.define(
                "flow",
                p -> p.step(EventSteps.probeEventFlow("flow", intoTopic()))
                        .step(Told.step("after")
                                .with(step -> step.guard(EventGuards.eventFlowProven("flow")))
                                .after("flow")));
        Plan drill = dr.playbooks().rehearse(playbook);
        assertThat(drill.steps()).extracting(PlannedStep::performed).containsExactly(false, true);

        try (Run run = drill.start()) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
        }
        assertThat(primary.end(RAW, 0)).isZero();
    }

    @Test
    void anOldProofIsNoProof() {
        deliver(primary);
        Step late = Told.of("late", "told", context -> "nothing")
                .with(step -> step.guard(EventGuards.eventFlowProven("flow", Duration.ofMinutes(5))));
        Step passing = Told.step("passing")
                .with(step -> step.guard(Told.guard(GuardKind.CONDITION, context -> {
                    clock.advance(Duration.ofMinutes(6));
                    return GuardResult.passed("time went by");
                })));
        Playbook playbook = Playbook.define(
                "flow",
                p -> p.step(EventSteps.probeEventFlow("flow", intoTopic()))
                        .step(passing.after("flow"))
                        .step(late.after("passing")));

        RunStatus status = run(playbook);

        assertThat(status.step("flow").state().satisfies()).isTrue();
        assertThat(status.step("late").state().satisfies()).isFalse();
        assertThat(failure(() -> EventGuards.eventFlowProven("flow", Duration.ZERO))
                        .code())
                .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }

    private RunStatus run(Playbook playbook) {
        try (Run run = dr.playbooks().plan(playbook).start()) {
            return run.await(LIMIT);
        }
    }

    private static Playbook flow(Step step) {
        return Playbook.define("flow", p -> p.step(step));
    }

    private static FlowProbe intoTopic() {
        return FlowProbe.intoTopic(
                RAW, probe -> probe.through("events.delivery.*").within(Duration.ofSeconds(20)));
    }

    /** Lets the product deliver what came in, when somebody looks. */
    private static void deliver(InMemoryCluster cluster) {
        cluster.faults().before("poll", 1, () -> {
            for (EventRecord event : cluster.events(RAW, 0)) {
                cluster.write(NewEvent.copyOf(event, new PartitionId(DELIVERY, 0)));
            }
        });
    }

    private static Guard remembering(List<FlowProbed> seen) {
        return Told.guard(GuardKind.CONDITION, context -> {
            context.output("flow", FlowProbed.class).ifPresent(seen::add);
            return GuardResult.passed("looked");
        });
    }
}
