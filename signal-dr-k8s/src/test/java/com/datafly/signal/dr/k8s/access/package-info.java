/** Roles by the whole way: the table of the API, their YAML, the driver, and an API server that refuses. */
@NullMarked
package com.datafly.signal.dr.k8s.access;

import org.jspecify.annotations.NullMarked;
