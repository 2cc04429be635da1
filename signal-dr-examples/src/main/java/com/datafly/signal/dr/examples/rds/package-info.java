/** The monthly drill at Amazon RDS, and a place to try it without an account. */
@NullMarked
package com.datafly.signal.dr.examples.rds;

import org.jspecify.annotations.NullMarked;
