package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.platform.HeldValue;
import com.datafly.signal.dr.platform.HeldValue.Verdict;
import com.datafly.signal.dr.platform.PlatformCapability;
import com.datafly.signal.dr.platform.PlatformSecret;
import com.datafly.signal.dr.platform.SecretChange;
import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What every driver does with secrets, and with what containers hold of them. */
abstract class PlatformDriverSecrets extends PlatformDriverPods {

    private static final String FOLDER = "/etc/tck";

    @Test
    void aSecretThatIsNotThereIsEmpty() {
        assertThat(driver().secret(freshName())).isEmpty();
    }

    @Test
    void aSecretIsReadAsItWasMade() {
        String name = freshName();
        String text = "pässwört €\uD83D\uDE00 'a b'\n=" + freshName();
        here().secrets().watch("text", text);
        PlatformSecret made = closedLater(driver().createSecret(closedLater(PlatformSecret.create(
                name,
                "",
                secret -> secret.type("tck.example/any", false)
                        .metadata(Map.of("tck", "label"), Map.of("tck/note", "Größe"))
                        .values(Map.of("text", Secret.of(text), "empty", Secret.of("")))))));

        PlatformSecret found = read(name);
        assertThat(found.type()).isEqualTo("tck.example/any");
        assertThat(found.immutable()).isFalse();
        assertThat(found.labels()).containsEntry("tck", "label");
        assertThat(found.annotations()).containsEntry("tck/note", "Größe");
        assertThat(found.values()).containsOnlyKeys("text", "empty");
        assertThat(value(found, "text")).isEqualTo(text);
        assertThat(value(found, "empty")).isEmpty();
        assertThat(found.version()).isNotBlank().isEqualTo(made.version());
        here().secrets().search("a secret", found.toString() + made + found.values());
    }

    @Test
    void aSecretThatIsThereIsNotMadeAgain() {
        PlatformSecret first = newSecret(Map.of("key", "former"));

        refused(
                ErrorCode.ALREADY_EXISTS,
                () -> driver().createSecret(closedLater(draft(first.name(), false, Map.of("key", "newer"))))
                        .close());

        assertThat(value(read(first.name()), "key")).isEqualTo("former");
        assertThat(read(first.name()).version()).isEqualTo(first.version());
    }

    @Test
    void aChangeLeavesWhatItDoesNotName() {
        PlatformSecret before = newSecret(Map.of("first", "1", "second", "1"));
        PlatformSecret noted = closedLater(driver().changeSecret(SecretChange.of(
                before.name(),
                before.version(),
                Map.of(),
                Map.of("tck/stays", Optional.of("a"), "tck/goes", Optional.of("b")))));
        assertThat(noted.annotations()).containsEntry("tck/goes", "b");

        PlatformSecret after = closedLater(driver().changeSecret(SecretChange.of(
                before.name(),
                noted.version(),
                Map.of("second", planted("second"), "third", planted("third")),
                Map.of("tck/goes", Optional.empty()))));

        assertThat(after.version()).isNotEqualTo(before.version()).isNotEqualTo(noted.version());
        PlatformSecret found = read(before.name());
        assertThat(found.version()).isEqualTo(after.version());
        assertThat(found.values()).containsOnlyKeys("first", "second", "third");
        assertThat(value(found, "first")).isEqualTo("1");
        assertThat(value(found, "second")).isNotEqualTo("1").isEqualTo(value(after, "second"));
        assertThat(found.annotations()).containsEntry("tck/stays", "a").doesNotContainKey("tck/goes");
    }

    @Test
    void aSecretIsChangedFromTheStateThatWasSeenAlone() {
        PlatformSecret seen = newSecret(Map.of("key", "former"));
        change(seen, "by another");

        DrException refusal = refused(ErrorCode.CONFLICT, () -> change(seen, "by us"));

        assertThat(refusal).hasMessageContaining(seen.name());
        assertThat(value(read(seen.name()), "key")).isEqualTo("by another");
    }

    @Test
    void aSecretThatWasMadeAnewIsNotTheOneThatWasSeen() {
        PlatformSecret seen = newSecret(Map.of("key", "former"));
        driver().deleteSecret(seen.name(), seen.version());
        closedLater(driver().createSecret(closedLater(draft(seen.name(), false, Map.of("key", "newer")))));

        refused(ErrorCode.CONFLICT, () -> change(seen, "by us"));
        refused(ErrorCode.CONFLICT, () -> driver().deleteSecret(seen.name(), seen.version()));

        assertThat(value(read(seen.name()), "key")).isEqualTo("newer");
    }

    @Test
    void aSecretThatIsNotThereIsNotChanged() {
        PlatformSecret seen = newSecret(Map.of("key", "former"));
        driver().deleteSecret(seen.name(), seen.version());

        refused(ErrorCode.NOT_FOUND, () -> change(seen, "by us"));
        assertThat(driver().secret(seen.name())).isEmpty();
    }

    @Test
    void anImmutableSecretIsNotChanged() {
        PlatformSecret seen =
                closedLater(driver().createSecret(closedLater(draft(freshName(), true, Map.of("key", "former")))));
        assertThat(read(seen.name()).immutable()).isTrue();

        refused(ErrorCode.FAILED_PRECONDITION, () -> change(seen, "by us"));

        assertThat(value(read(seen.name()), "key")).isEqualTo("former");
    }

    @Test
    void aSecretIsRemovedHoweverOften() {
        PlatformSecret seen = newSecret(Map.of("key", "former"));

        driver().deleteSecret(seen.name(), seen.version());
        driver().deleteSecret(seen.name(), seen.version());

        assertThat(driver().secret(seen.name())).isEmpty();
    }

    @Test
    void aSecretIsRemovedFromTheStateThatWasSeenAlone() {
        PlatformSecret seen = newSecret(Map.of("key", "former"));
        change(seen, "by another");

        refused(ErrorCode.CONFLICT, () -> driver().deleteSecret(seen.name(), seen.version()));

        assertThat(value(read(seen.name()), "key")).isEqualTo("by another");
    }

    @Test
    void aSecretTellsNothingOfItselfInText() {
        String name = freshName();
        Secret password = planted("password");
        PlatformSecret made = closedLater(driver().createSecret(closedLater(
                PlatformSecret.create(name, "", secret -> secret.values(Map.of("password", password))))));
        SecretChange change = SecretChange.of(name, made.version(), Map.of("password", planted("newer")), Map.of());

        here().secrets().search("texts", made + " " + change + " " + closedLater(driver().changeSecret(change)));
        refused(ErrorCode.CONFLICT, () -> driver().changeSecret(change).close());
        refused(
                ErrorCode.ALREADY_EXISTS,
                () -> driver().createSecret(closedLater(
                                PlatformSecret.create(name, "", more -> more.values(Map.of("a", planted("other"))))))
                        .close());
    }

    @Test
    void aContainerHoldsTheVariableThatItStartedWith() {
        PlatformSecret secret = newSecret(Map.of("url", "former ü"));
        SecretUse use = variable(secret.name());
        WorkloadId id = newWorkload(WorkloadKind.DEPLOYMENT, 1, workload -> workload.secrets(List.of(use)));
        if (cannotLook(firstPod(id).name(), use)) {
            return;
        }
        assertThat(held(id, use)).isEqualTo(seen("former ü"));

        closedLater(driver().changeSecret(
                        SecretChange.of(secret.name(), secret.version(), Map.of("url", Secret.of("newer")), Map.of())));
        assertThat(held(id, use)).isEqualTo(seen("former ü"));

        annotate(id, Map.of("tck/restarted", "1"));
        here().roll(id);
        awaitRollout(id);
        await(() -> pods(id).stream().allMatch(pod -> pod.annotations().containsKey("tck/restarted")));
        assertThat(held(id, use)).isEqualTo(seen("newer"));
    }

    @Test
    void allKeysAreVariables() {
        PlatformSecret secret = newSecret(Map.of("URL", "any"));
        SecretUse all = new SecretUse(
                secret.name(), SecretUse.Kind.ALL_VARIABLES, "app", Optional.empty(), Optional.of("DB_"), false);
        WorkloadId id = newWorkload(WorkloadKind.DEPLOYMENT, 1, workload -> workload.secrets(List.of(all)));
        SecretUse one = new SecretUse(
                secret.name(), SecretUse.Kind.ALL_VARIABLES, "app", Optional.of("URL"), Optional.of("DB_URL"), false);
        if (!cannotLook(firstPod(id).name(), one)) {
            assertThat(held(id, one)).isEqualTo(seen("any"));
        }
    }

    @Test
    void aFileFollowsItsSecret() {
        PlatformSecret secret = newSecret(Map.of("url", "former ü"));
        SecretUse folder =
                new SecretUse(secret.name(), SecretUse.Kind.FILES, "app", Optional.empty(), Optional.of(FOLDER), false);
        WorkloadId id = newWorkload(WorkloadKind.DEPLOYMENT, 1, workload -> workload.secrets(List.of(folder)));
        SecretUse file = new SecretUse(
                secret.name(), SecretUse.Kind.FILES, "app", Optional.of("url"), Optional.of(FOLDER + "/url"), false);
        if (cannotLook(firstPod(id).name(), file)) {
            return;
        }
        assertThat(held(id, file)).isEqualTo(seen("former ü"));

        closedLater(driver().changeSecret(
                        SecretChange.of(secret.name(), secret.version(), Map.of("url", Secret.of("newer")), Map.of())));
        await(() -> held(id, file).equals(seen("newer")));
    }

    @Test
    void aPodTellsHowItComesToKnowSecrets() {
        List<SecretUse> uses = secretUses(newSecret(Map.of("url", "any")).name());
        WorkloadId id = newWorkload(WorkloadKind.DEPLOYMENT, 1, workload -> workload.secrets(uses));

        assertThat(firstPod(id).keeper()).isEmpty();
        assertThat(firstPod(id).secrets())
                .containsExactlyInAnyOrderElementsOf(uses)
                .containsExactlyInAnyOrderElementsOf(look(id).secrets());
    }

    @Test
    void aPathWithinAVolumeStaysAsItWasWhenTheContainerBegan() {
        PlatformSecret secret = newSecret(Map.of("url", "former ü"));
        SecretUse path = new SecretUse(
                secret.name(),
                SecretUse.Kind.FIXED_FILES,
                "app",
                Optional.of("url"),
                Optional.of("/etc/tck-url"),
                false);
        SecretUse folder =
                new SecretUse(secret.name(), SecretUse.Kind.FILES, "app", Optional.empty(), Optional.of(FOLDER), false);
        SecretUse file = new SecretUse(
                secret.name(), SecretUse.Kind.FILES, "app", Optional.of("url"), Optional.of(FOLDER + "/url"), false);
        WorkloadId id = newWorkload(WorkloadKind.DEPLOYMENT, 1, workload -> workload.secrets(List.of(path, folder)));
        if (cannotLook(firstPod(id).name(), path)) {
            return;
        }
        driver().changeSecret(
                        SecretChange.of(secret.name(), secret.version(), Map.of("url", Secret.of("newer")), Map.of()))
                .close();
        await(() -> held(id, file).equals(seen("newer")));

        assertThat(held(id, path)).isEqualTo(seen("former ü"));
    }

    @Test
    void severalQuestionsAreAnsweredInTheirOrder() {
        PlatformSecret secret = newSecret(Map.of("url", "one", "user", "two"));
        SecretUse folder =
                new SecretUse(secret.name(), SecretUse.Kind.FILES, "app", Optional.empty(), Optional.of(FOLDER), false);
        WorkloadId id = newWorkload(
                WorkloadKind.DEPLOYMENT, 1, workload -> workload.secrets(List.of(variable(secret.name()), folder)));
        String pod = firstPod(id).name();
        if (cannotLook(pod, variable(secret.name()))) {
            return;
        }
        List<SecretUse> uses =
                List.of(file(secret, "user"), variable(secret.name()), file(secret, "no"), file(secret, "url"));

        assertThat(driver().held(pod, uses))
                .containsExactly(seen("two"), seen("one"), new HeldValue(Verdict.ABSENT, "", ""), seen("one"));
        assertThat(driver().held(pod, List.of())).isEmpty();
        refused(ErrorCode.NOT_FOUND, () -> driver().held(freshName(), uses));
    }

    private static SecretUse file(PlatformSecret secret, String key) {
        return new SecretUse(
                secret.name(), SecretUse.Kind.FILES, "app", Optional.of(key), Optional.of(FOLDER + "/" + key), false);
    }

    @Test
    void whatAContainerDoesNotHaveIsAbsent() {
        PlatformSecret secret = newSecret(Map.of("url", "any"));
        WorkloadId id = newWorkload(WorkloadKind.DEPLOYMENT, 1);
        SecretUse file = new SecretUse(
                secret.name(), SecretUse.Kind.FILES, "app", Optional.of("url"), Optional.of(FOLDER + "/url"), false);
        if (!cannotLook(firstPod(id).name(), file)) {
            assertThat(held(id, file).verdict()).isEqualTo(Verdict.ABSENT);
            assertThat(held(id, variable(secret.name())).verdict()).isEqualTo(Verdict.ABSENT);
            assertThat(held(id, variable(secret.name())).sha256()).isEmpty();
        }
    }

    @Test
    void aLookIntoWhatIsNotThereIsRefused() {
        WorkloadId id = newWorkload(WorkloadKind.DEPLOYMENT, 1);
        String pod = firstPod(id).name();
        SecretUse use = variable("any");
        if (cannotLook(pod, use)) {
            return;
        }
        refused(ErrorCode.NOT_FOUND, () -> driver().held(freshName(), use));
        refused(
                ErrorCode.INVALID_ARGUMENT,
                () -> driver().held(pod, new SecretUse("any", use.kind(), "nobody", use.key(), use.as(), false)));
        refused(
                ErrorCode.INVALID_ARGUMENT,
                () -> driver().held(pod, new SecretUse("any", use.kind(), "app", use.key(), Optional.empty(), false)));
    }

    /** Tells whether nobody can look into containers here, having asserted that a reason is given for that. */
    private boolean cannotLook(String pod, SecretUse use) {
        if (driver().capabilities().supports(PlatformCapability.LOOK_INTO_CONTAINERS)) {
            return false;
        }
        HeldValue answer = driver().held(pod, use);
        assertThat(answer.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(answer.detail()).isNotBlank();
        return true;
    }

    private HeldValue held(WorkloadId id, SecretUse use) {
        return driver().held(firstPod(id).name(), use);
    }

    private static HeldValue seen(String value) {
        return new HeldValue(Verdict.SEEN, InMemoryHash.of(value), "");
    }

    private static SecretUse variable(String secret) {
        return new SecretUse(secret, SecretUse.Kind.VARIABLE, "app", Optional.of("url"), Optional.of("TCK_URL"), false);
    }

    final PlatformSecret newSecret(Map<String, String> values) {
        return closedLater(driver().createSecret(closedLater(draft(freshName(), false, values))));
    }

    private static PlatformSecret draft(String name, boolean immutable, Map<String, String> values) {
        Map<String, Secret> content = new TreeMap<>();
        values.forEach((key, value) -> content.put(key, Secret.of(value)));
        return PlatformSecret.create(
                name, "", secret -> secret.type("Opaque", immutable).values(content));
    }

    final PlatformSecret read(String name) {
        return closedLater(driver().secret(name).orElseThrow());
    }

    final void change(PlatformSecret seen, String value) {
        try (Secret newer = Secret.of(value)) {
            driver().changeSecret(SecretChange.of(seen.name(), seen.version(), Map.of("key", newer), Map.of()))
                    .close();
        }
    }

    private Secret planted(String name) {
        return closedLater(here().secrets().plant(name + " " + freshName()));
    }

    static String value(PlatformSecret secret, String key) {
        return there(secret.values().get(key)).use(String::new);
    }
}
