package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.playbook.Guard;
import com.datafly.signal.dr.playbook.PlanProblem;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.spi.JournalDriver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether a recovery leans on what it recovers: a journal, a lock or a probe that lies in it is gone when it is needed.
 */
final class DependencyCheck {

    private static final String PATH = "path";

    private final Set<FailureDomain> lost = new LinkedHashSet<>();
    private final Findings findings;
    private final boolean drill;

    private DependencyCheck(Collection<FailureDomain> lost, Findings findings, boolean drill) {
        lost.stream().flatMap(DependencyCheck::withRealPath).forEach(this.lost::add);
        this.findings = findings;
        this.drill = drill;
    }

    static void run(Playbook playbook, BoundTarget target, PlanHost host, TargetFacts facts, Findings findings) {
        List<FailureDomain> lost = new ArrayList<>(playbook.loses());
        lost.addAll(host.failureDomains());
        lost.addAll(facts.failureDomains());
        target.address().map(FailureDomain::ofAddress).ifPresent(lost::add);
        playbook.protects().stream()
                .filter(name -> !name.equals(Playbook.DATABASE))
                .map(FailureDomain::ofAddress)
                .forEach(lost::add);
        DependencyCheck check = new DependencyCheck(lost, findings, target.isDrill());
        check.journal(host.journal());
        check.untold(host.journal());
        playbook.steps().forEach(check::guards);
    }

    /** Locks are kept where the journal is, so one look is enough for both. */
    private void journal(JournalDriver journal) {
        Set<FailureDomain> domains = new LinkedHashSet<>(journal.failureDomains());
        domains.add(FailureDomain.ofAddress(journal.address()));
        overlap(domains)
                .ifPresent(where -> report(PlanProblem.of(
                        "the journal " + journal.address() + ", and with it the locks, lies in what is recovered: "
                                + where,
                        "Keep the journal elsewhere: on another machine's disk, or in an object store of another failure"
                                + " domain.")));
    }

    private void untold(JournalDriver journal) {
        journal.untoldDomains().forEach((kind, remedy) -> {
            if (lost.stream().anyMatch(one -> one.kind().equals(kind))) {
                findings.warning("Whether the journal " + journal.address() + " lies in the " + kind
                        + " that is lost is not known. " + remedy);
            }
        });
    }

    private void guards(Step step) {
        Stream.of(step.prechecks(), step.guards(), step.postconditions())
                .flatMap(Collection::stream)
                .forEach(guard -> guard(step, guard));
    }

    private void guard(Step step, Guard guard) {
        overlap(guard.failureDomains())
                .ifPresent(where -> report(PlanProblem.ofStep(
                        step.id(),
                        "the guard '" + guard.name() + "' asks something that lies in what is recovered: " + where,
                        "Let it ask from elsewhere: it could not answer when it matters.")));
    }

    /** A drill loses nothing, so it only says what a live run would be refused for. */
    private void report(PlanProblem problem) {
        if (drill) {
            findings.warning("A live run would be refused: " + problem);
        } else {
            findings.problem(problem);
        }
    }

    private Optional<String> overlap(Collection<FailureDomain> domains) {
        for (FailureDomain domain : domains) {
            for (FailureDomain form : withRealPath(domain).toList()) {
                for (FailureDomain one : lost) {
                    if (one.contains(form)) {
                        return Optional.of(one.equals(form) ? one.toString() : form + " in " + one);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** A link must not hide where a path leads; what does not exist any more is taken by its nearest parent. */
    private static Stream<FailureDomain> withRealPath(FailureDomain domain) {
        if (!domain.kind().equals(PATH)) {
            return Stream.of(domain);
        }
        Path path = Path.of(domain.name()).normalize();
        return Stream.iterate(path, Objects::nonNull, Path::getParent)
                .flatMap(parent -> realPath(parent).map(real -> real.resolve(parent.relativize(path))).stream())
                .findFirst()
                .map(real -> Stream.of(domain, FailureDomain.of(PATH, real.toString())))
                .orElse(Stream.of(domain));
    }

    /** Returns nothing for a path that is not there, or not to be entered by us. */
    private static Optional<Path> realPath(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
