/** Controllers, scheduler and kubelets. Not API. */
@NullMarked
package com.datafly.signal.dr.k8s.testing.internal.cluster;

import org.jspecify.annotations.NullMarked;
