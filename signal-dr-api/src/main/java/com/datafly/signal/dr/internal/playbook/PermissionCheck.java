package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.platform.access.GuardNeeds;
import com.datafly.signal.dr.internal.platform.access.Needs;
import com.datafly.signal.dr.internal.platform.access.Rules;
import com.datafly.signal.dr.internal.platform.access.StepNeeds;
import com.datafly.signal.dr.platform.AccessReport;
import com.datafly.signal.dr.platform.AccessRequest;
import com.datafly.signal.dr.platform.Platform;
import com.datafly.signal.dr.playbook.Guard;
import com.datafly.signal.dr.playbook.PlanProblem;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepScope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Whether the credential in use may do at the platform what a run would do there: asked once, for all of it. */
final class PermissionCheck {

    private final Findings findings;
    private final Map<AccessRequest, Asker> askers = new LinkedHashMap<>();

    private PermissionCheck(Findings findings) {
        this.findings = findings;
    }

    /** Who needs something, first of all the step that a reader is led to. */
    private record Asker(String step, List<String> names, List<String> without) {}

    /** Asks, if the run does anything there. A drill leaves out steps on the source, but not their guards. */
    static void run(Playbook playbook, BoundTarget target, Findings findings) {
        PermissionCheck check = new PermissionCheck(findings);
        for (Step step : playbook.order()) {
            if (!target.isDrill() || step.scope() != StepScope.SOURCE) {
                check.note(step, "step " + step.id(), StepNeeds.of(step));
            }
            Stream.of(step.prechecks(), step.guards(), step.postconditions())
                    .flatMap(Collection::stream)
                    .forEach(guard -> check.note(step, name(step, guard), GuardNeeds.of(guard)));
        }
        Platform platform = target.resources().platform();
        if (platform != null && !check.askers.isEmpty()) {
            check.ask(platform);
        } else if (platform == null) {
            check.askers.values().stream().findFirst().ifPresent(check::nowhere);
        }
    }

    private void nowhere(Asker asker) {
        findings.problem(PlanProblem.ofStep(
                asker.step,
                "it works at the platform, and none was given",
                "Name it by SignalDr.builder().platform(address)."));
    }

    private static String name(Step step, Guard guard) {
        return "the guard '" + guard.name() + "' of step " + step.id();
    }

    private void note(Step step, String name, Needs needs) {
        for (AccessRequest request : needs.all()) {
            Asker asker =
                    askers.computeIfAbsent(request, any -> new Asker(step.id(), new ArrayList<>(), new ArrayList<>()));
            List<String> names = needs.required().contains(request) ? asker.names : asker.without;
            if (!names.contains(name)) {
                names.add(name);
            }
        }
    }

    private void ask(Platform platform) {
        AccessReport report;
        try {
            report = platform.access().ask(askers.keySet());
        } catch (DrException e) {
            unknown(platform, e);
            return;
        }
        report.missing().forEach(request -> missing(platform, request, report.reason(request)));
    }

    private void missing(Platform platform, AccessRequest request, String reason) {
        Asker asker = askers.get(request);
        if (asker == null) {
            return;
        }
        String where =
                request.namespaced() ? " in the namespace " + platform.address().location() : "";
        String problem =
                "the credential in use may not " + request + where + (reason.isEmpty() ? "" : " (" + reason + ")");
        String remedy = "Add to its " + (request.namespaced() ? "Role" : "ClusterRole") + " the rule "
                + Rules.inline(List.of(request)).get(0);
        if (asker.names.isEmpty()) {
            findings.warning(problem + ": less will be known by " + String.join(", ", asker.without) + ". " + remedy);
        } else {
            findings.problem(PlanProblem.ofStep(
                    asker.step, problem + ", which is needed by " + String.join(", ", asker.names), remedy));
        }
    }

    /** A refused credential will refuse the run as well; anything else may be the disaster itself. */
    private void unknown(Platform platform, DrException failure) {
        if (failure.code() == ErrorCode.UNAUTHENTICATED) {
            findings.problem(PlanProblem.of(
                    platform.address() + " refuses to answer: " + failure.problem(),
                    failure.hint().orElse("Give a credential that it knows.")));
        } else {
            findings.warning("It is not known whether the credential in use may do at " + platform.address()
                    + " what the run does there, for it does not tell (" + failure.code() + "): " + failure.problem());
        }
    }
}
