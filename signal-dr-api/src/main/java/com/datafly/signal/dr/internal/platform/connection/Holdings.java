package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.internal.platform.rollout.Restart;
import com.datafly.signal.dr.platform.ConnectionConsumer;
import com.datafly.signal.dr.platform.ForeignPod;
import com.datafly.signal.dr.platform.HeldValue;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.PodHolding;
import com.datafly.signal.dr.platform.SecretUse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks pods what they hold of a secret, and compares it by hash with what the secret has. */
final class Holdings {

    private static final Set<SecretUse.Kind> FOLLOWING = Set.of(SecretUse.Kind.FILES, SecretUse.Kind.PROJECTED_FILES);

    private final PlatformResource resource;
    private final Map<String, String> hashes;
    private final Newcomers newcomers;
    private final Set<String> proven;

    /**
     * Compares with {@code hashes}, by key; believes files only of pods that are newcomers.
     *
     * @param proven which pods were seen to hold these hashes, and are not asked again; takes what is seen now
     */
    Holdings(PlatformResource resource, Map<String, String> hashes, Newcomers newcomers, Set<String> proven) {
        this.resource = resource;
        this.hashes = hashes;
        this.newcomers = newcomers;
        this.proven = proven;
    }

    /** Looks into all pods of all consumers, and into those that no workload keeps. */
    Held of(Consumers found) {
        newcomers.meet(found);
        return new Held(
                found.workloads().stream()
                        .map(consumer -> new ConnectionConsumer(
                                consumer.id(),
                                consumer.uses(),
                                found.pods().stream()
                                        .filter(consumer::has)
                                        .flatMap(pod -> look(consumer, pod, found.uses()).stream())
                                        .toList()))
                        .toList(),
                found.strays().stream().flatMap(this::look).toList(),
                found.pods().stream()
                        .filter(pod -> newcomers.has(pod) && !found.isStarting(pod))
                        .map(Pod::name)
                        .collect(Collectors.toSet()));
    }

    /** Looks into a pod by its own uses; one that has none, as of an older template, by those of the newest. */
    private Optional<PodHolding> look(Consumer consumer, Pod pod, Uses uses) {
        List<SecretUse> own = uses.of(pod.secrets());
        return own.isEmpty()
                ? look(pod, consumer.uses(), consumer.workload().secrets())
                : look(pod, own, pod.secrets());
    }

    private Stream<ForeignPod> look(Stray stray) {
        return look(stray.pod(), stray.uses(), stray.pod().secrets())
                .map(holding -> new ForeignPod(stray.keeper(), stray.uses(), holding))
                .stream();
    }

    /** Looks into one pod; empty if it is gone meanwhile, or gets nothing of the secret. */
    private Optional<PodHolding> look(Pod pod, List<SecretUse> uses, List<SecretUse> all) {
        List<String> other = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        Places places = Places.of(pod, uses, all, hashes.keySet());
        if (places.isEmpty()) {
            return Optional.empty();
        }
        if (proven.contains(life(pod))) {
            return Optional.of(holding(pod, other, unknown));
        }
        try {
            List<HeldValue> answers = held(pod, places.asked());
            for (int i = 0; i < answers.size(); i++) {
                judge(pod, places.asked().get(i), answers.get(i), other, unknown);
            }
        } catch (DrException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
        unknown.addAll(places.doubtful());
        if (places.asked().isEmpty()) {
            unknown.addAll(places.hidden());
        }
        if (other.isEmpty() && unknown.isEmpty()) {
            proven.add(life(pod));
        }
        return Optional.of(holding(pod, other, unknown));
    }

    /** Names a pod until one of its containers is started again. */
    private static String life(Pod pod) {
        return pod.uid() + " " + pod.restarts();
    }

    private static PodHolding holding(Pod pod, List<String> other, List<String> unknown) {
        PodHolding.State state = !other.isEmpty()
                ? PodHolding.State.OTHER
                : unknown.isEmpty() ? PodHolding.State.CURRENT : PodHolding.State.UNKNOWN;
        return new PodHolding(
                pod.name(),
                state,
                pod.deletionDeadline().isPresent(),
                Optional.ofNullable(pod.annotations().get(Restart.RESTARTED_BY)),
                String.join("; ", other.isEmpty() ? unknown : other));
    }

    private void judge(Pod pod, SecretUse use, HeldValue held, List<String> other, List<String> unknown) {
        String key = use.key().orElseThrow();
        String place = use.container() + ", " + use.as().orElse("") + " of key " + key;
        boolean follows = FOLLOWING.contains(use.kind());
        switch (held.verdict()) {
            case SEEN -> {
                if (!held.sha256().equals(hashes.get(key)) && newcomers.has(pod) && mayYield(use)) {
                    unknown.add(place + " has another value, which a later envFrom of the container may give it");
                } else if (!held.sha256().equals(hashes.get(key))) {
                    other.add(place + " has another value");
                    if (follows) {
                        newcomers.isLate(pod);
                    }
                } else if (follows && !newcomers.hasRead(pod)) {
                    unknown.add(place + " has followed the secret, and the process may have read it before");
                }
            }
            case ABSENT -> other.add(place + " is not there");
            case UNKNOWN -> unknown.add(place + ": " + held.detail());
        }
    }

    /** A later source wins over an earlier one; which names it gives is not looked at. */
    private static boolean mayYield(SecretUse use) {
        return use.kind() == SecretUse.Kind.ALL_VARIABLES
                && use.later().stream().anyMatch(use.as().orElse("")::startsWith);
    }

    private List<HeldValue> held(Pod pod, List<SecretUse> uses) {
        if (uses.isEmpty()) {
            return List.of();
        }
        try {
            return resource.read("look into pod/" + pod.name(), driver -> driver.held(pod.name(), uses));
        } catch (DrException e) {
            if (e.code() == ErrorCode.INVALID_ARGUMENT) {
                return Collections.nCopies(
                        uses.size(), new HeldValue(HeldValue.Verdict.UNKNOWN, "", "it has no such container"));
            }
            throw e;
        }
    }
}
