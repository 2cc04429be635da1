/** Deploys releases by a Helm that runs within the process. */
@NullMarked
package com.datafly.signal.dr.k8s.helm;

import org.jspecify.annotations.NullMarked;
