package com.datafly.signal.dr.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.tck.InMemoryPodFate;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlatformImagesAndLogsTest extends PlatformFacetFixture {

    private static final Map<String, String> APP = Map.of("app", "api");
    private static final LogQuery LAST = LogQuery.create(query -> query.tail(2));

    @Test
    void imagesAreToldByWhatReallyRuns() {
        world.push("registry/api:1", "a".repeat(64))
                .add(API, w -> w.replicas(2).initContainer("first", "init:2").container("app", "registry/api:1"))
                .settle();

        ImageReport report = platform.images().inUse(APP);

        assertThat(report.uses()).hasSize(4);
        assertThat(report.pinned().get("registry/api:1")).containsExactly("registry/api@sha256:" + "a".repeat(64));
        assertThat(report.uses().get(1).digest()).contains("sha256:" + "a".repeat(64));
        assertThat(report.mixed()).isEmpty();
        assertThat(report.unknown()).isEmpty();
        assertThat(report.toText())
                .contains("\tapp\tregistry/api:1\tregistry/api@sha256:")
                .hasLineCount(4);
    }

    @Test
    void aNameThatStandsForTwoImagesIsSaid() {
        world.push("api:latest", "a".repeat(64))
                .add(API, w -> w.replicas(2).container("app", "api:latest"))
                .settle();
        world.push("api:latest", "b".repeat(64)).deletePod(pod(API).name()).settle();

        ImageReport report = platform.images().inUse(Map.of());

        assertThat(report.mixed()).containsExactly("api:latest");
        assertThat(report.uses()).allMatch(ImageUse::floating);
    }

    @Test
    void whatWasNotStartedIsUnknown() {
        world.image("bad:1", InMemoryPodFate.PULL_FAILS)
                .add(API, w -> w.container("app", "bad:1"))
                .settle();

        assertThat(platform.images().inUse(APP).unknown()).hasSize(1);
        assertThat(platform.images().inUse(APP).toText()).endsWith("\tbad:1\tunknown\n");
    }

    @Test
    void namesThatMayStandForAnotherImageTomorrowAreTold() {
        assertThat(use("api").floating()).isTrue();
        assertThat(use("registry:5000/api").floating()).isTrue();
        assertThat(use("api:latest").floating()).isTrue();
        assertThat(use("registry:5000/api:1.2").floating()).isFalse();
        assertThat(use("api@sha256:00").floating()).isFalse();
    }

    private static ImageUse use(String image) {
        return new ImageUse("pod", Optional.empty(), "app", image, Optional.empty());
    }

    @Test
    void logsAreToldPodByPod() {
        world.add(API, w -> w.replicas(2).container("app", "api:1").container("side", "side:1"))
                .settle();
        world.pods(API).forEach(pod -> world.log(pod.name(), "app", "one", "two", "lag=0 of " + pod.name()));

        LogReport report = platform.logs().read(APP, LAST);

        assertThat(report.complete()).as(report::toString).isTrue();
        assertThat(report.logs()).hasSize(4);
        assertThat(report.logs())
                .filteredOn(log -> log.container().equals("app"))
                .allSatisfy(log -> assertThat(log.lines()).containsExactly("two", "lag=0 of " + log.pod()));
        assertThat(report.toString() + report.logs()).doesNotContain("lag=0");
    }

    @Test
    void aPodThatIsMissingIsNotSilent() {
        world.add(API, w -> w.replicas(2)).settle().hold();
        world.forceDeletePod(pod(API).name());

        LogReport report = platform.logs().read(APP, LAST);

        assertThat(report.complete()).isFalse();
        assertThat(report.gaps()).containsExactly("deployment/api has 1 of 2 pods");
        assertThat(platform.logs().read(Map.of("app", "nobody"), LAST).complete())
                .isFalse();
    }

    @Test
    void aPodThatWasNotStartedIsSaidBesideTheOthers() {
        world.add(API, w -> w.replicas(2)).settle();
        String started = pod(API).name();
        world.log(started, "app", "here");
        world.image("bad:1", InMemoryPodFate.PULL_FAILS)
                .deployment("other", w -> w.podLabel("app", "api").container("app", "bad:1"))
                .settle();

        LogReport report = platform.logs().read(APP, LAST);

        assertThat(report.logs()).hasSize(3);
        assertThat(of(report, PodLog.Status.NONE)).isEqualTo(1);
        assertThat(report.logs())
                .filteredOn(log -> log.pod().equals(started))
                .allMatch(log -> log.lines().contains("here"));
        assertThat(report.complete()).isFalse();
    }

    @Test
    void aPodThatNoNodeHasIsNotSilent() {
        world.add(API, w -> w.replicas(2)).settle().image("large:1", InMemoryPodFate.UNSCHEDULABLE);
        world.deployment("other", w -> w.podLabel("app", "api").container("app", "large:1"))
                .settle();

        LogReport report = platform.logs().read(APP, LAST);

        assertThat(of(report, PodLog.Status.READ)).isEqualTo(2);
        assertThat(of(report, PodLog.Status.NONE)).isEqualTo(1);
        assertThat(report.gaps()).singleElement().asString().contains("no node has the pod");
    }

    @Test
    void ofALogThatIsTooLongTheNewestLinesAreReadAndTheGapIsSaid() {
        world.add(API, w -> w.replicas(2)).settle();
        String full = world.pods(API).get(0).name();
        for (int i = 1; i <= 100; i++) {
            world.log(full, "app", "line " + i + " lag=" + (i == 100 ? 50_000 : 0));
        }

        LogReport report = platform.logs().read(APP, query(100, 200));

        assertThat(report.complete()).isFalse();
        assertThat(report.gaps()).singleElement().asString().contains(full, "CUT", "200 bytes");
        assertThat(report.logs())
                .filteredOn(log -> log.status() == PodLog.Status.CUT)
                .singleElement()
                .satisfies(log -> assertThat(log.lines()).hasSizeGreaterThan(5).endsWith("line 100 lag=50000"));
        assertThat(platform.logs().read(APP, query(1, 5)).gaps())
                .singleElement()
                .asString()
                .contains("too long");
    }

    private static LogQuery query(int tail, int limitBytes) {
        return LogQuery.create(query -> query.tail(tail).limitBytes(limitBytes));
    }

    @Test
    void aContainerThatOnePodLacksDoesNotHideTheOthers() {
        world.add(API, w -> {})
                .deployment(
                        "two",
                        w -> w.podLabel("app", "api").container("app", "two:1").container("side", "side:1"))
                .settle();

        LogReport report = platform.logs().read(APP, LogQuery.create(query -> query.container("side")));

        assertThat(of(report, PodLog.Status.READ)).isEqualTo(1);
        assertThat(of(report, PodLog.Status.ABSENT)).isEqualTo(1);
        assertThat(report.complete()).isFalse();
        DrException refused = catchThrowableOfType(
                DrException.class,
                () -> platform.logs().read(APP, LogQuery.create(query -> query.container("nobody"))));
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(refused).hasMessageContaining("nobody");
    }

    @Test
    void podsOfADeadNodeDoNotKeepTheOthersFromBeingHeard() {
        world.add(API, w -> w.replicas(30)).settle().killNode("node-2");

        LogReport report = platform.logs().read(APP, LAST);

        assertThat(of(report, PodLog.Status.UNREADABLE)).isEqualTo(10);
        assertThat(of(report, PodLog.Status.READ)).isEqualTo(20);
        assertThat(report.gaps()).hasSize(10).allMatch(gap -> gap.contains("node does not answer"));
    }

    private static long of(LogReport report, PodLog.Status status) {
        return report.logs().stream().filter(log -> log.status() == status).count();
    }

    @Test
    void logsThatMayNotBeReadAreAFailure() {
        world.add(API, w -> {}).settle().deny("get", "pods/log");

        DrException refused =
                catchThrowableOfType(DrException.class, () -> platform.logs().read(APP, LAST));

        assertThat(refused.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    }

    @Test
    void theOtherContainersOfAPodAreNotAskedWhereOneIsNamed() {
        world.add(API, w -> w.container("app", "api:1").container("side", "side:1"))
                .settle();

        assertThat(platform.logs()
                        .read(APP, LogQuery.create(query -> query.container("side")))
                        .logs())
                .extracting(PodLog::container)
                .containsExactly("side");
    }
}
