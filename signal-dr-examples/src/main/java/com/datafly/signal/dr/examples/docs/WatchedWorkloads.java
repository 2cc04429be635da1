package com.datafly.signal.dr.examples.docs;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.platform.BudgetReport;
import com.datafly.signal.dr.platform.HealthQuery;
import com.datafly.signal.dr.platform.HealthReport;
import com.datafly.signal.dr.platform.HealthWatch;
import com.datafly.signal.dr.platform.LogQuery;
import com.datafly.signal.dr.platform.LogReport;
import com.datafly.signal.dr.platform.RolloutReport;
import com.datafly.signal.dr.platform.RolloutRequest;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.playbook.PlatformScenarios;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Step;
import java.time.Duration;
import java.util.Map;

/** Looks at the workloads of a platform. */
final class WatchedWorkloads {

    private WatchedWorkloads() {}

    static HealthReport look(SignalDr dr) {
        WorkloadId api = WorkloadId.deployment("management-api");
        WorkloadId hub = WorkloadId.deployment("identity-hub");
        HealthReport report = dr.platform().health().report(HealthQuery.expecting(api, hub));
        report.troubles().forEach(System.out::println); // what is wrong, of nodes, workloads and pods
        report.remedies().forEach(System.out::println); // what a person may do about it
        return report;
    }

    static HealthReport await(SignalDr dr) {
        HealthWatch watch = HealthWatch.create(
                HealthQuery.expecting(), Duration.ofMinutes(15), more -> more.listener(System.out::println));
        return dr.platform().health().awaitHealthy(watch); // or DEADLINE_EXCEEDED, with what is wrong
    }

    static boolean restarted(SignalDr dr, WorkloadId api, WorkloadId hub, WorkloadId worker) {
        RolloutReport report = dr.platform()
                .rollouts()
                .restart(RolloutRequest.create(order -> order.then(api, hub).then(worker)));
        report.unfinished().forEach(System.out::println); // those that did not come up, each with what hinders it
        return report.complete();
    }

    static LogReport drained(SignalDr dr) {
        BudgetReport budgets = dr.platform().budgets().lint();
        budgets.findings().forEach(System.out::println); // missing, blocking, overlapping, used up
        dr.platform().budgets().probe(WorkloadId.deployment("management-api")).forEach(System.out::println);
        System.out.print(dr.platform().images().inUse(Map.of()).toText()); // pod, container, image, digest
        return dr.platform()
                .logs()
                .read(Map.of("app.kubernetes.io/name", "event-processor"), LogQuery.create(log -> log.tail(5)));
    }

    static Playbook podFailure() {
        return PlatformScenarios.podFailure(pod -> pod.workload(WorkloadId.deployment("management-api"))
                .watchFor(Duration.ofMinutes(30))
                .mostRestarts(2));
    }

    static Playbook nodeFailure(Step giveTheNodeUp) {
        return PlatformScenarios.nodeFailure(
                node -> node.recovery(giveTheNodeUp).rescheduledWithin(Duration.ofMinutes(20)));
    }
}
