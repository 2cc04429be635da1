package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A drill's target and a live one cannot be mixed up: the compiler says so. */
class TargetsTest {

    @TempDir
    Path folder;

    @Test
    void aLiveRunTakesNoDrillTargetAndADrillTakesNoLiveOne() {
        assertThat(compile("plan", "LiveTarget")).isEmpty();
        assertThat(compile("rehearse", "DrillTarget")).isEmpty();
        assertThat(compile("plan", "DrillTarget")).contains("DrillTarget cannot be converted to LiveTarget");
        assertThat(compile("rehearse", "LiveTarget")).contains("LiveTarget cannot be converted to DrillTarget");
    }

    private String compile(String method, String target) {
        String source =
                "import com.datafly.signal.dr.playbook.*; class Host { Plan plan(Playbooks playbooks, Playbook one, "
                        + target + " target) { return playbooks." + method + "(one, target); } }";
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options = List.of("-proc:none", "-d", folder.toString(), "-classpath", classPath());
        boolean compiled = compiler.getTask(said, null, null, options, null, List.of(file(source)))
                .call();
        return compiled ? "" : said.toString();
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static JavaFileObject file(String source) {
        return new SimpleJavaFileObject(URI.create("string:///Host.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }
}
