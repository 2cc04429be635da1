package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.platform.ImageReport;
import com.datafly.signal.dr.platform.ImageUse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The images that ran, by digest. It grows with the number of workloads, not with that of pods.
 *
 * @param at when somebody looked
 * @param images the images, in the order of workloads and containers
 * @param unknown how many containers there were of which it was not known what they run
 * @since 0.1
 */
public record ImagesRecorded(Instant at, List<RunningImage> images, int unknown) {

    /**
     * What the pods of one workload run in one container.
     *
     * @param workload the workload, as in {@code deployment/management-api}; of a pod that nothing keeps, the pod
     * @param container the container
     * @param image the image as the template names it
     * @param pinned what really ran, by digest; several while pods differ, none if it is not known
     * @param containers how many there were
     */
    public record RunningImage(String workload, String container, String image, List<String> pinned, int containers) {}

    /** Keeps what a journal needs of {@code report}. */
    public static ImagesRecorded of(ImageReport report) {
        Map<String, List<ImageUse>> groups = report.uses().stream()
                .collect(Collectors.groupingBy(
                        use -> String.join(" ", workload(use), use.container(), use.image()),
                        TreeMap::new,
                        Collectors.toList()));
        return new ImagesRecorded(
                report.at(),
                groups.values().stream().map(ImagesRecorded::image).toList(),
                report.unknown().size());
    }

    private static RunningImage image(List<ImageUse> uses) {
        ImageUse first = uses.get(0);
        List<String> pinned = uses.stream()
                .flatMap(use -> use.pinned().stream())
                .distinct()
                .sorted()
                .toList();
        return new RunningImage(workload(first), first.container(), first.image(), pinned, uses.size());
    }

    private static String workload(ImageUse use) {
        return use.workload().map(Object::toString).orElseGet(() -> "pod/" + use.pod());
    }
}
