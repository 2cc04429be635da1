/** Holds what is sent to RDS, and what the testing server answers, against RDS's published model. */
@NullMarked
package com.datafly.signal.dr.aws.model;

import org.jspecify.annotations.NullMarked;
