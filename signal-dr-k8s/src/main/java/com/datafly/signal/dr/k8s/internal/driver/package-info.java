/** Not API. What a namespace is asked and told: one small class per matter. */
@NullMarked
package com.datafly.signal.dr.k8s.internal.driver;

import org.jspecify.annotations.NullMarked;
