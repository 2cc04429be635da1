package com.datafly.signal.dr.aws;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.aws.internal.IamAction;
import com.datafly.signal.dr.aws.internal.IamAction.Scope;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.RegionMetadata;

/**
 * A policy for IAM that allows what some features need, and nothing else.
 *
 * <p>It is made of the list of actions that this module's calls need; tests run every feature with exactly its policy,
 * and show that it fails without any one of its actions, but {@link IamFeature#SQL_IAM}, which is no call, and
 * {@link IamFeature#QUOTAS}, without which only numbers are missing. Copies are removed, and their protection is taken
 * off, only where they carry the tag {@code signal-dr:operation}: {@link IamFeature#DISCARD} cannot touch anything
 * else.
 *
 * @since 0.1
 */
public final class IamPolicy {

    private static final String ANYTHING = "*";
    private static final Set<IamAction> ON_OUR_OWN = Collections.unmodifiableSet(EnumSet.of(
            IamAction.MODIFY_DB_INSTANCE,
            IamAction.DELETE_DB_INSTANCE,
            IamAction.MODIFY_DB_CLUSTER,
            IamAction.DELETE_DB_CLUSTER));
    private static final Set<IamFeature> REMOVING =
            Collections.unmodifiableSet(EnumSet.of(IamFeature.DISCARD, IamFeature.CLUSTER_DISCARD));
    private static final String OUR_OWN = "{\"StringLike\": {\"aws:ResourceTag/signal-dr:operation\": \"?*\"}}";

    private final Set<IamFeature> features;
    private final Map<Scope, String> resources;

    private IamPolicy(Builder builder) {
        this.features = Collections.unmodifiableSet(EnumSet.copyOf(builder.features));
        this.resources = builder.resources();
    }

    /** Allows features in all regions, for all resources of the account. */
    public static IamPolicy of(IamFeature first, IamFeature... more) {
        return create(policy -> policy.allow(first, more));
    }

    /**
     * Allows features. Defaults: all regions, the account of whoever has the policy, all buckets, roles and clusters.
     *
     * @throws IllegalArgumentException if nothing is allowed
     */
    public static IamPolicy create(Consumer<Builder> settings) {
        Builder builder = new Builder();
        settings.accept(builder);
        return new IamPolicy(builder);
    }

    /** Returns the actions that are allowed, in order. */
    public Set<String> actions() {
        return features.stream()
                .flatMap(feature -> feature.actions().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the document as IAM takes it: JSON, always the same for the same settings. */
    public String toJson() {
        Map<String, Set<String>> free = new TreeMap<>();
        Set<String> tagged = new TreeSet<>();
        for (IamFeature feature : features) {
            for (IamAction action : feature.needed()) {
                if (REMOVING.contains(feature) && ON_OUR_OWN.contains(action)) {
                    tagged.add(action.text());
                } else {
                    free.computeIfAbsent(resource(action.scope()), none -> new TreeSet<>())
                            .add(action.text());
                }
            }
        }
        String statements = free.entrySet().stream()
                .map(entry -> statement(entry.getValue(), entry.getKey(), ""))
                .collect(Collectors.joining(",\n"));
        if (!tagged.isEmpty()) {
            String condition = ",\n      \"Condition\": " + OUR_OWN;
            statements += (statements.isEmpty() ? "" : ",\n") + statement(tagged, resource(Scope.RDS), condition);
        }
        return "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n" + statements + "\n  ]\n}\n";
    }

    private String resource(Scope scope) {
        return resources.getOrDefault(scope, ANYTHING);
    }

    private static String statement(Set<String> actions, String resource, String condition) {
        String list = actions.stream().map(IamPolicy::quote).collect(Collectors.joining(",\n        "));
        return "    {\n      \"Effect\": \"Allow\",\n      \"Action\": [\n        " + list
                + "\n      ],\n      \"Resource\": " + quote(resource) + condition + "\n    }";
    }

    private static String quote(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    @Override
    public String toString() {
        return toJson();
    }

    /**
     * Collects a policy. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final Set<IamFeature> features = EnumSet.noneOf(IamFeature.class);
        private String partition = "aws";
        private String region = ANYTHING;
        private String account = ANYTHING;
        private String bucket = ANYTHING;
        private String role = ANYTHING;
        private String cluster = ANYTHING;

        private Builder() {}

        /** Allows features. */
        public Builder allow(IamFeature first, IamFeature... more) {
            features.add(first);
            Collections.addAll(features, more);
            return this;
        }

        /** Narrows RDS to a region. Copies to another region need a policy for that one too. */
        public Builder region(String region) {
            this.region = requireNonNull(region, "region");
            RegionMetadata known = Region.of(region).metadata();
            this.partition = known == null ? partition : known.partition().id();
            return this;
        }

        /** Narrows RDS to an account. */
        public Builder account(String account) {
            this.account = requireNonNull(account, "account");
            return this;
        }

        /** Narrows S3 to a bucket. */
        public Builder bucket(String bucket) {
            this.bucket = requireNonNull(bucket, "bucket");
            return this;
        }

        /** Narrows what is assumed, or passed to an export, to a role. */
        public Builder role(String roleArn) {
            this.role = requireNonNull(roleArn, "roleArn");
            return this;
        }

        /** Narrows MSK to a cluster. */
        public Builder cluster(String clusterArn) {
            this.cluster = requireNonNull(clusterArn, "clusterArn");
            return this;
        }

        private Map<Scope, String> resources() {
            if (features.isEmpty()) {
                throw new IllegalArgumentException("the policy allows nothing: name a feature");
            }
            String place = region + ":" + account;
            return Map.of(
                    Scope.RDS, "arn:" + partition + ":rds:" + place + ":*",
                    Scope.DATABASE_USER, "arn:" + partition + ":rds-db:" + place + ":dbuser:*",
                    Scope.BUCKET, "arn:" + partition + ":s3:::" + bucket,
                    Scope.OBJECT, "arn:" + partition + ":s3:::" + bucket + "/*",
                    Scope.ROLE, role,
                    Scope.KAFKA, cluster);
        }
    }
}
