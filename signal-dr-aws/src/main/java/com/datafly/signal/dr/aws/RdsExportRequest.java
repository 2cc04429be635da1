package com.datafly.signal.dr.aws;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a snapshot is exported to, and how.
 *
 * @since 0.1
 */
public final class RdsExportRequest {

    private final String bucket;
    private final @Nullable String prefix;
    private final String roleArn;
    private final String kmsKeyId;
    private final List<String> only;

    private RdsExportRequest(Builder builder) {
        this.bucket = required("bucket", builder.bucket);
        this.prefix = builder.prefix;
        this.roleArn = required("roleArn", builder.roleArn);
        this.kmsKeyId = required("kmsKeyId", builder.kmsKeyId);
        this.only = List.copyOf(builder.only);
    }

    /**
     * Collects a request. Defaults: no prefix, everything is exported; bucket, role and key must be set.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if one of those is missing
     */
    public static RdsExportRequest create(Consumer<Builder> settings) {
        Builder builder = new Builder();
        settings.accept(builder);
        return new RdsExportRequest(builder);
    }

    private static String required(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "export a snapshot to S3",
                    name + " is not set",
                    failure -> failure.hint("Set the bucket, the ARN of a role that RDS may assume to write there, and"
                            + " the KMS key that encrypts what it writes: RDS needs all three."));
        }
        return value;
    }

    /** Returns the bucket that is written to. */
    public String bucket() {
        return bucket;
    }

    /** Returns what the names of the objects begin with. */
    public Optional<String> prefix() {
        return Optional.ofNullable(prefix);
    }

    /** Returns the role that RDS assumes to write. */
    public String roleArn() {
        return roleArn;
    }

    /** Returns the key that encrypts what is written. */
    public String kmsKeyId() {
        return kmsKeyId;
    }

    /** Returns the databases, schemas or tables that are exported; empty for everything. */
    public List<String> only() {
        return only;
    }

    /**
     * Collects a request. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final List<String> only = new ArrayList<>();
        private @Nullable String bucket;
        private @Nullable String prefix;
        private @Nullable String roleArn;
        private @Nullable String kmsKeyId;

        private Builder() {}

        /** Sets the bucket that is written to. */
        public Builder bucket(String bucket) {
            this.bucket = requireNonNull(bucket, "bucket");
            return this;
        }

        /** Sets what the names of the objects begin with. */
        public Builder prefix(String prefix) {
            this.prefix = requireNonNull(prefix, "prefix");
            return this;
        }

        /** Sets the role that RDS assumes to write. */
        public Builder roleArn(String roleArn) {
            this.roleArn = requireNonNull(roleArn, "roleArn");
            return this;
        }

        /** Sets the key that encrypts what is written. */
        public Builder kmsKeyId(String kmsKeyId) {
            this.kmsKeyId = requireNonNull(kmsKeyId, "kmsKeyId");
            return this;
        }

        /** Adds a database, schema or table to be exported, as in {@code orders} or {@code orders.public.events}. */
        public Builder only(String part) {
            this.only.add(requireNonNull(part, "part"));
            return this;
        }
    }
}
