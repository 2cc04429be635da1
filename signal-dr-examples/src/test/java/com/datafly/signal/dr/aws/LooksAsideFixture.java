package com.datafly.signal.dr.aws;

import com.datafly.signal.dr.gcp.ShowsForeignTypesFixture;
import java.util.Optional;

/** Breaks a rule: one provider sees another. */
public interface LooksAsideFixture {

    /** Returns what no other provider may know. */
    Optional<ShowsForeignTypesFixture<?>> neighbour();
}
