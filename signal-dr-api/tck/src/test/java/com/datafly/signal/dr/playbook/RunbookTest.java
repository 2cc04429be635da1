package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunbookTest extends PlanFixture {

    @Test
    void aPersonFindsOrderConditionsApprovalsAndTheWayOn() {
        Step cutover = Told.step("cutover")
                .after("look", "wait")
                .with(step -> step.title("switch over")
                        .kind(StepKind.POINT_OF_NO_RETURN)
                        .guard(Told.guard(GuardKind.FENCING, context -> GuardResult.passed("")))
                        .approval(ApprovalGate.of(gate -> gate.quorum(2).from("bob", "cyd"))));
        Plan plan = playbooks()
                .plan(Playbook.define(
                        "orders",
                        p -> p.step(Told.step("look")).step(Told.step("wait")).step(cutover)))
                .approve("bob")
                .incident(Incident.of(
                        clock.instant().minus(Duration.ofMinutes(12)), incident -> incident.title("INC-1")));

        assertThat(plan.markdown().lines())
                .contains(
                        "# Runbook: orders (LIVE)",
                        "**It cannot be taken back behind step 3, `cutover`.**",
                        "| To be done within | 1 h of the disruption, so **by 15 Jan 2025, 10:48 UTC** |",
                        "| Incident | INC-1, since 15 Jan 2025, 09:48:00 UTC |",
                        "| Approved by | bob (15 Jan 2025, 10:00 UTC) |",
                        "| 3 | Switch over | 1, 2 | no history | needs approval, **NO WAY BACK** |",
                        "## 3. Switch over",
                        "- [ ] Done before: 1 (`look`) and 2 (`wait`)",
                        "- [ ] Must hold: what the test tells (a = `b`). *No exception.*",
                        "- [ ] Approved by 2 of: bob, cyd, but not by whoever started this; an approval holds for 4 h."
                                + " Names and times: ________________",
                        "## How to go on after an interruption");
        assertThat(plan.markdown()).contains(plan.hash(), plan.runId(), "file:" + folder.resolve("journal"));
        plan.steps()
                .forEach(step -> assertThat(plan.markdown()).contains(step.key().value()));
    }

    @Test
    void aDrillSaysWhatItLeavesOut() {
        Step cutover = Told.step("cutover")
                .with(step -> step.kind(StepKind.POINT_OF_NO_RETURN).scope(StepScope.SOURCE));

        String page = playbooks()
                .rehearse(Playbook.define("orders", p -> p.step(cutover)))
                .markdown();

        assertThat(page).contains("(DRILL)", "Everything here can be taken back.", "**Not performed in a drill**");
    }

    @Test
    void problemsAndABrokenGlassStandAtTheTop() {
        Step step = Told.step("a")
                .with(more -> more.precheck(Told.guard(GuardKind.POLICY, context -> GuardResult.failed("not today"))));

        String page = playbooks()
                .plan(Playbook.define("orders", p -> p.step(step)))
                .breakGlass("nobody answers", "ann", Duration.ofHours(1))
                .markdown();

        assertThat(page.lines()
                        .filter(line -> !line.isBlank())
                        .skip(1)
                        .findFirst()
                        .orElseThrow())
                .startsWith("**BREAK GLASS by ann");
        assertThat(page.indexOf("Do not start yet")).isPositive().isLessThan(page.indexOf("## Order"));
    }

    @Test
    void whatOthersWroteStaysText() {
        List<String> evil =
                List.of("# heading", "```", "<script>alert(1)</script>", "a | b", "**bold**", "![x](http://y)");
        Playbook playbook = Playbook.define("orders", p -> {
            for (int i = 0; i < evil.size(); i++) {
                String text = evil.get(i);
                p.step(Told.of("s" + i, "told", context -> text).with(step -> step.title(text)));
            }
        });

        String page = playbooks().plan(playbook).markdown();

        assertThat(page)
                .doesNotContain("<script>", "![x]", "**bold**", "\n```\n")
                .doesNotContainPattern("(?m)^# heading")
                .contains("a \\| b", "&lt;script&gt;");
    }
}
