package com.datafly.signal.dr.aws;

import java.util.List;

/**
 * The instances of a region, protected or not, in few calls: one for every hundred instances.
 *
 * <p>{@code database.unwrap(RdsInventory.class)} gives it for the region of any database at RDS. It needs
 * {@code rds:DescribeDBInstances} on all instances. Applications call this interface and do not implement it.
 *
 * @since 0.1
 */
public interface RdsInventory {

    /** Lists all instances of the region, members of clusters included, by name. */
    List<RdsInstanceSummary> instances();
}
