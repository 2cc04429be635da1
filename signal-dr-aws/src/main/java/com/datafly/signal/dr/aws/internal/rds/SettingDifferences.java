package com.datafly.signal.dr.aws.internal.rds;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBInstanceRole;
import software.amazon.awssdk.services.rds.model.Tag;

/** Compares configurations, for convergence and for the report. */
final class SettingDifferences {

    /** What RDS reports of a setting that is off is nothing, or one of these. */
    private static final Set<String> OFF = Set.of("", "0", "false");

    private SettingDifferences() {}

    /** Returns the settings of {@code wanted} that are not so in {@code present}. */
    static Set<TargetSetting> between(TargetSettings wanted, TargetSettings present) {
        Set<TargetSetting> differing = EnumSet.noneOf(TargetSetting.class);
        wanted.values().forEach((setting, value) -> {
            if (!isSame(value, present.find(setting).orElse(""))) {
                differing.add(setting);
            }
        });
        return differing;
    }

    private static boolean isSame(String one, String other) {
        return one.equalsIgnoreCase(other) || (OFF.contains(one) && OFF.contains(other));
    }

    /** Says what of a copy is not as its source is now, a sentence each. */
    static List<String> sentences(DBInstance source, DBInstance copy) {
        List<String> sentences = new ArrayList<>();
        TargetSettings before = TargetSettings.of(source);
        TargetSettings now = TargetSettings.of(copy);
        for (TargetSetting setting : TargetSetting.values()) {
            String was = before.find(setting).orElse("");
            String is = now.find(setting).orElse("");
            // RDS chooses a zone, and a standby takes over in another: no configuration.
            if (setting != TargetSetting.AVAILABILITY_ZONE && !isSame(was, is)) {
                sentences.add(sentence(setting.label(), is, was));
            }
        }
        compare(sentences, "engine-version", copy.engineVersion(), source.engineVersion());
        compare(sentences, "storage-encrypted", copy.storageEncrypted(), source.storageEncrypted());
        compare(sentences, "kms-key-id", copy.kmsKeyId(), source.kmsKeyId());
        compare(sentences, "replicas", replicas(copy), replicas(source));
        compare(sentences, "associated-roles", roles(copy), roles(source));
        compare(sentences, "master-user-secret", hasSecret(copy), hasSecret(source));
        tags(sentences, source.tagList(), copy.tagList());
        return List.copyOf(sentences);
    }

    private static void compare(List<String> sentences, String name, Object is, Object was) {
        if (!Objects.equals(is, was)) {
            sentences.add(sentence(name, shown(is), shown(was)));
        }
    }

    private static String shown(Object value) {
        return value == null ? "" : value.toString();
    }

    private static String sentence(String name, String is, String was) {
        return name + " is " + quoted(is) + " where the source has " + quoted(was) + ".";
    }

    private static String quoted(String value) {
        return value.isEmpty() ? "nothing" : "'" + value + "'";
    }

    private static List<String> replicas(DBInstance instance) {
        return instance.readReplicaDBInstanceIdentifiers();
    }

    private static List<String> roles(DBInstance instance) {
        return instance.associatedRoles().stream()
                .map(DBInstanceRole::roleArn)
                .sorted()
                .toList();
    }

    private static boolean hasSecret(DBInstance instance) {
        return instance.masterUserSecret() != null;
    }

    private static void tags(List<String> sentences, List<Tag> before, List<Tag> now) {
        Map<String, String> present = new TreeMap<>();
        now.forEach(tag -> present.put(tag.key(), shown(tag.value())));
        for (Tag tag : RdsTags.inheritable(before)) {
            compare(sentences, "tag " + tag.key(), present.getOrDefault(tag.key(), ""), shown(tag.value()));
        }
    }
}
