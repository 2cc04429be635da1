package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.Principal;

/**
 * A call of an action.
 *
 * @param region where
 * @param in what was sent
 * @param principal who calls
 * @param sight what a description may show
 */
public record RdsCall(Region region, Parameters in, Principal principal, Sight sight) {

    /** Returns the account. */
    public World world() {
        return region.world();
    }

    /** Returns the name of an instance that was sent, in small letters. */
    public String instanceName(String parameter) {
        return region.nameOf("db", in.required(parameter));
    }
}
