/** Not API. Journals and leases as objects of a cluster. */
@NullMarked
package com.datafly.signal.dr.k8s.internal.journal;

import org.jspecify.annotations.NullMarked;
