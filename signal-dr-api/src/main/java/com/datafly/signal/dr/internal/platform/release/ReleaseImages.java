package com.datafly.signal.dr.internal.platform.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.platform.image.DefaultPlatformImages;
import com.datafly.signal.dr.platform.ContainerState;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.ReleaseContent;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The images of a release: those of every template of pods in its objects and hooks, whether or not it runs now, and
 * those that pods run and its text names otherwise, as in an argument of an operator.
 */
final class ReleaseImages {

    private static final Set<String> CONTAINERS = Set.of("containers", "initContainers", "ephemeralContainers");
    private static final String PART_OF_A_NAME = "[A-Za-z0-9._/:@-]";
    private static final Pattern LINE = Pattern.compile("(?m)^[ \\t-]*[\"']?image[\"']?:[ \\t]*[\"']?([^\\s\"'#{}]+)");

    private final Map<String, Set<String>> images = new TreeMap<>();

    private ReleaseImages() {}

    /** Returns them by name, each with the digests that are known of it. */
    static Map<String, List<String>> of(ReleaseReads reads, ReleaseContent content) {
        ReleaseImages found = new ReleaseImages();
        ReleaseJson json = ReleaseReads.json(content.release());
        String documents = json.manifest() + json.hooks();
        found.addNamed(reads, content.release().name(), documents);
        reads.platform()
                .read("list the pods of " + reads.platform().address(), driver -> driver.pods(Map.of()))
                .forEach(pod -> found.addRunning(pod, documents));
        Map<String, List<String>> lists = new TreeMap<>();
        found.images.forEach((image, digests) -> lists.put(image, known(image, digests)));
        return lists;
    }

    private static List<String> known(String image, Set<String> digests) {
        return digests.isEmpty() ? DefaultPlatformImages.pinned(image).stream().toList() : List.copyOf(digests);
    }

    /** Helm takes some documents that the platform's reader does not: there, what looks like an image is taken. */
    private void addNamed(ReleaseReads reads, String release, String documents) {
        try {
            reads.objects(release, documents)
                    .forEach(object ->
                            addAll(object, isCustom(object.path("apiVersion").asText(""))));
        } catch (DrException e) {
            if (e.code() != ErrorCode.INTEGRITY_FAILED) {
                throw e;
            }
            Matcher lines = LINE.matcher(documents);
            while (lines.find()) {
                add(lines.group(1));
            }
        }
    }

    /** Operators make pods of objects of their own, which name images as they like. */
    private static boolean isCustom(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        return group.contains(".") && !group.endsWith(".k8s.io");
    }

    private void addAll(JsonNode node, boolean custom) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            JsonNode value = field.getValue();
            if (CONTAINERS.contains(field.getKey()) && value.isArray()) {
                value.forEach(container -> add(container.path("image").asText("")));
            } else if (field.getKey().equals("image")) {
                add(custom && value.isTextual() ? value.asText() : "");
                add(value.path("reference").asText(""));
            }
            addAll(value, custom);
        }
        if (node.isArray()) {
            node.forEach(element -> addAll(element, custom));
        }
    }

    private void add(String image) {
        if (!image.isBlank()) {
            images.computeIfAbsent(image, any -> new TreeSet<>());
        }
    }

    private void addRunning(Pod pod, String documents) {
        for (ContainerState container : pod.containers()) {
            container
                    .image()
                    .filter(image -> images.containsKey(image) || names(documents, image))
                    .ifPresent(image -> {
                        Set<String> digests = images.computeIfAbsent(image, any -> new TreeSet<>());
                        container
                                .imageId()
                                .flatMap(DefaultPlatformImages::pinned)
                                .ifPresent(digests::add);
                    });
        }
    }

    /** Tells whether a text has an image's whole name, not only the beginning or the end of another one's. */
    private static boolean names(String documents, String image) {
        return !image.isBlank()
                && documents.contains(image)
                && Pattern.compile("(?<!" + PART_OF_A_NAME + ")" + Pattern.quote(image) + "(?!" + PART_OF_A_NAME + ")")
                        .matcher(documents)
                        .find();
    }
}
