package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.internal.journal.Journals;
import com.datafly.signal.dr.playbook.Leftover;
import com.datafly.signal.dr.playbook.Swept;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The sweep of a host without a database: of what its runs left, only the files of programs are within its reach. */
final class FileSweep {

    private final Journals journals;

    FileSweep(Journals journals) {
        this.journals = journals;
    }

    /** Finds what programs of ended runs left on this machine. Changes nothing. */
    List<Leftover> look() {
        List<Leftover> found = new ArrayList<>();
        files(found::add).forEach(files -> found.addAll(files.look()));
        return List.copyOf(found);
    }

    /** Removes it, and says what it did about each. */
    List<Swept> sweep() {
        List<Swept> swept = new ArrayList<>();
        files(unreadable -> swept.add(Swept.left(unreadable))).forEach(files -> swept.addAll(files.sweep()));
        return List.copyOf(swept);
    }

    private List<RunFiles> files(Consumer<Leftover> unreadable) {
        return journals.runs().stream()
                .flatMap(run -> Sweeper.read(journals, run, unreadable).stream())
                .map(RunFiles::of)
                .toList();
    }
}
