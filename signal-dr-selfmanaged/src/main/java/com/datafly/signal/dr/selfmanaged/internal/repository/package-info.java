/** What a repository holds and how it is proven: sealed objects, packs of chunks, backup manifests. Not API. */
@NullMarked
package com.datafly.signal.dr.selfmanaged.internal.repository;

import org.jspecify.annotations.NullMarked;
