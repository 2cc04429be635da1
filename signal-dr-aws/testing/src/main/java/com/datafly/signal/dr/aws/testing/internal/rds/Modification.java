package com.datafly.signal.dr.aws.testing.internal.rds;

/** ModifyDBInstance. */
final class Modification {

    /** What begins the name of a value that is not in force yet. */
    static final String PENDING = "pending:";

    private Modification() {}
}
