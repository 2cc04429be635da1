/**
 * Real PostgreSQL behind the testing server of a cloud:
 * {@link com.datafly.signal.dr.selfmanaged.testing.PostgresDataPlane}.
 */
@NullMarked
package com.datafly.signal.dr.selfmanaged.testing;

import org.jspecify.annotations.NullMarked;
