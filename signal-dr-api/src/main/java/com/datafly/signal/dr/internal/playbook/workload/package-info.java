/** The actions and guards of workloads. */
@NullMarked
package com.datafly.signal.dr.internal.playbook.workload;

import org.jspecify.annotations.NullMarked;
