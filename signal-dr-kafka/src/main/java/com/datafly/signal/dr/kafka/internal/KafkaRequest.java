package com.datafly.signal.dr.kafka.internal;

/**
 * A request to a cluster: what it is called, since which version brokers answer it as it is sent here, and which access
 * rule lets it through. Clients of today speak to no broker before 2.1.
 */
public enum KafkaRequest {
    /** Asks for brokers, controller, id. */
    DESCRIBE_CLUSTER("DescribeCluster", "2.8", "Describe", "CLUSTER"),
    /** Asks who leads the controllers. */
    DESCRIBE_QUORUM("DescribeQuorum", "3.3", "Describe", "CLUSTER"),
    /** Asks which features are on. */
    DESCRIBE_FEATURES("ApiVersions", "2.7", "none", "CLUSTER"),
    /** Asks for topics and their partitions. */
    METADATA("Metadata", "2.1", "Describe", "TOPIC"),
    /** Asks for settings of topics. */
    DESCRIBE_CONFIGS("DescribeConfigs", "2.1", "DescribeConfigs", "TOPIC"),
    /** Changes single settings of topics. */
    ALTER_CONFIGS("IncrementalAlterConfigs", "2.3", "AlterConfigs", "TOPIC"),
    /** Makes topics. */
    CREATE_TOPICS("CreateTopics", "2.4", "Create", "TOPIC"),
    /** Asks for offsets. */
    LIST_OFFSETS("ListOffsets", "2.1", "Describe", "TOPIC"),
    /** Lists groups. */
    LIST_GROUPS("ListGroups", "2.6", "Describe", "CLUSTER"),
    /** Looks at groups. */
    DESCRIBE_GROUPS("DescribeGroups", "2.1", "Describe", "GROUP"),
    /** Asks what groups committed. */
    FETCH_OFFSETS("OffsetFetch", "2.1", "Describe", "GROUP"),
    /** Moves a group. */
    COMMIT_OFFSETS("OffsetCommit", "2.1", "Read", "GROUP"),
    /** Lists access rules. */
    DESCRIBE_ACLS("DescribeAcls", "2.1", "Describe", "CLUSTER"),
    /** Adds access rules. */
    CREATE_ACLS("CreateAcls", "2.1", "Alter", "CLUSTER"),
    /** Removes access rules. */
    DELETE_ACLS("DeleteAcls", "2.1", "Alter", "CLUSTER"),
    /** Asks whether there are transactions. */
    LIST_TRANSACTIONS("ListTransactions", "3.0", "Describe", "TRANSACTIONAL_ID"),
    /** Reads records. */
    FETCH("Fetch", "2.1", "Read", "TOPIC"),
    /** Writes records. */
    PRODUCE("Produce", "2.1", "Write", "TOPIC"),
    /** Opens a writer of transactions. */
    INIT_PRODUCER("InitProducerId", "2.1", "Write", "TRANSACTIONAL_ID"),
    /** Commits or aborts a transaction. */
    END_TRANSACTION("EndTxn", "2.1", "Write", "TRANSACTIONAL_ID");

    private final String api;
    private final String since;
    private final String operation;
    private final String resource;

    KafkaRequest(String api, String since, String operation, String resource) {
        this.api = api;
        this.since = since;
        this.operation = operation;
        this.resource = resource;
    }

    /** Returns its name in Kafka's protocol. */
    public String api() {
        return api;
    }

    /** Returns the first version of brokers that answer it. */
    public String since() {
        return since;
    }

    /** Returns the operation that an access rule has to allow. */
    public String operation() {
        return operation;
    }

    /** Returns on what kind of resource. */
    public String resource() {
        return resource;
    }
}
