package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.playbook.Forecast;
import com.datafly.signal.dr.playbook.PlannedStep;
import com.datafly.signal.dr.playbook.Prediction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a plan foretold of its run, kept with the run so that it can be compared with what came. Not thread-safe. */
final class Outlook {

    private static final int STEPS = 500;

    private final Map<String, Prediction> steps = new LinkedHashMap<>();
    private @Nullable Forecast forecast;

    /** What was foretold of one step, by earlier runs of it. */
    record Foretold(String step, Prediction.Basis basis, int samples, Fact.Expected took) {

        static Foretold of(PlannedStep step) {
            Prediction prediction = step.prediction();
            return new Foretold(
                    step.id(),
                    prediction.basis(),
                    prediction.samples(),
                    new Fact.Expected(
                            prediction.median().orElseThrow(), prediction.p90().orElseThrow()));
        }

        Prediction prediction() {
            return Prediction.of(basis, samples, took.median(), took.p90());
        }
    }

    /** Returns what a plan foretells, in records that are small enough; none where nothing has history. */
    static List<Fact> facts(List<PlannedStep> steps, Forecast forecast) {
        List<Foretold> foretold = steps.stream()
                .filter(step -> step.prediction().samples() > 0)
                .map(Foretold::of)
                .toList();
        List<Fact> facts = new ArrayList<>();
        if (foretold.isEmpty()) {
            return facts;
        }
        facts.add(new Fact.Forecasted(
                new Fact.Expected(forecast.median(), forecast.p90()),
                forecast.criticalPath(),
                forecast.withoutHistory()));
        for (int from = 0; from < foretold.size(); from += STEPS) {
            facts.add(new Fact.Predicted(foretold.subList(from, Math.min(foretold.size(), from + STEPS))));
        }
        return facts;
    }

    /** Takes what the journal says. Of another definition nothing was foretold. */
    void apply(Fact fact) {
        if (fact instanceof Fact.Forecasted whole) {
            forecast = Forecast.of(
                    whole.took().median(), whole.took().p90(), whole.criticalPath(), whole.withoutHistory());
        } else if (fact instanceof Fact.Predicted predicted) {
            predicted.steps().forEach(step -> steps.put(step.step(), step.prediction()));
        } else if (fact instanceof Fact.Migrated) {
            forecast = null;
            steps.clear();
        }
    }

    Optional<Forecast> forecast() {
        return Optional.ofNullable(forecast);
    }

    Prediction prediction(String step) {
        return steps.getOrDefault(step, Prediction.none());
    }
}
