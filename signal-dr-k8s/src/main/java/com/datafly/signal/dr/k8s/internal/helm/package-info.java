/** Helm, run as a program, and what it says when it fails. Not API. */
@NullMarked
package com.datafly.signal.dr.k8s.internal.helm;

import org.jspecify.annotations.NullMarked;
