/** The steps by which consumers and producers go over from one event stream to another, and back. */
@NullMarked
package com.datafly.signal.dr.internal.playbook.failover;

import org.jspecify.annotations.NullMarked;
