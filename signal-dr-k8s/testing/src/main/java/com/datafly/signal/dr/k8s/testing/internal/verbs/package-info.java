/** What the server does for each verb. Not API. */
@NullMarked
package com.datafly.signal.dr.k8s.testing.internal.verbs;

import org.jspecify.annotations.NullMarked;
