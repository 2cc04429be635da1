/** JSON and YAML as trees. Not API. */
@NullMarked
package com.datafly.signal.dr.k8s.testing.internal.json;

import org.jspecify.annotations.NullMarked;
