package com.datafly.signal.dr.aws.testing.internal.rds;

/** DeleteDBInstance. */
final class Deletion {

    private Deletion() {}

    /** Removes an instance from the register, and its automated backups or not. */
    static void remove(Region region, Facts instance, boolean retainingBackups) {
        region.instances().remove(Instances.name(instance), region.world().now());
    }
}
