package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.platform.ConnectionConsumer;
import com.datafly.signal.dr.platform.ForeignPod;
import com.datafly.signal.dr.platform.PodHolding;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the pods of all consumers hold, as it was seen last.
 *
 * @param held all of them
 */
record Proof(Held held) {

    private static final String CHECK = "connection-held";

    /** Returns the pods that hold something else, and those of which nobody can tell. */
    List<PodHolding> wrong() {
        return held.pods().filter(held::isWrong).toList();
    }

    /** Returns those of them that no workload keeps. */
    List<ForeignPod> wrongForeign() {
        return held.foreign().stream()
                .filter(pod -> held.isWrong(pod.holding()))
                .toList();
    }

    /** Says who has to restart those that no workload keeps, and ends with a space; empty if there are none. */
    String remedies() {
        String remedies = wrongForeign().stream()
                .map(pod -> Stray.remedy(pod.keeper()))
                .distinct()
                .collect(Collectors.joining("; "));
        return remedies.isEmpty() ? "" : remedies + ". ";
    }

    /** Returns the pods that were started since, and that nobody can look into. */
    List<PodHolding> unseen() {
        return held.pods().filter(held::isUnseen).toList();
    }

    /** Returns how many pods hold what they should. */
    int seen() {
        return (int) held.pods()
                .filter(pod -> pod.state() == PodHolding.State.CURRENT)
                .count();
    }

    /** Leaves what was seen of each consumer as evidence. */
    void tell(StepContext context) {
        for (ConnectionConsumer consumer : held.consumers()) {
            tell(context, consumer.workload().toString(), consumer.pods());
        }
        held.foreign().stream()
                .collect(Collectors.groupingBy(
                        ForeignPod::keeper, TreeMap::new, Collectors.mapping(ForeignPod::holding, Collectors.toList())))
                .forEach((keeper, pods) -> tell(context, keeper, pods));
    }

    private void tell(StepContext context, String whose, List<PodHolding> pods) {
        List<PodHolding> wrong = pods.stream().filter(held::isWrong).toList();
        List<PodHolding> unseen = pods.stream().filter(held::isUnseen).toList();
        long seen = (long) pods.size() - wrong.size() - unseen.size();
        Verdict verdict =
                !wrong.isEmpty() ? Verdict.FAILED : seen > 0 && unseen.isEmpty() ? Verdict.PASSED : Verdict.UNPROVEN;
        context.evidence(CheckResult.create(
                CHECK + " " + whose,
                verdict,
                seen + " of " + pods.size() + " pods are seen to hold what the secret has",
                result -> result.provesData(seen > 0).detail("wrong", wrong).detail("unseen", unseen)));
    }
}
