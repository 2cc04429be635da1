/** What holds in a real cluster, where {@code SIGNAL_DR_KUBECONFIG} names one: nothing of ours stands for it. */
@NullMarked
package com.datafly.signal.dr.k8s.real;

import org.jspecify.annotations.NullMarked;
