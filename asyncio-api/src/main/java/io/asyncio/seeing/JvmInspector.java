package io.asyncio.seeing;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;

/**
 * The command {@code java -jar asyncio-api.jar ps|pstree <pid>}: shows the tasks of another JVM, which needs no flags for it, and
 * may be of another version. Works while a loop there is blocked. Needs a JDK, and this jar alone. Like {@code python -m asyncio
 * ps|pstree}.
 */
public final class JvmInspector {
    private static final String USAGE = """
            usage: java -jar asyncio-api.jar ps <pid>        the tasks of a JVM, one a line
                   java -jar asyncio-api.jar pstree <pid>    which task waits for which, and where
            """;
    private static final Map<String, String> ATTRIBUTES = Map.of("ps", LoopsBean.TABLE, "pstree", LoopsBean.TREE);
    private static final String MODULE = "jdk.attach";
    private static final String ANSWER_MILLIS = "20000";
    private static final int WRONG_USAGE = 2;

    private JvmInspector() {}

    /** The command. Ends the JVM: with 0, with 1 if the other JVM cannot be asked, with 2 if the arguments are wrong. */
    public static void main(String[] arguments) {
        System.setProperty("sun.rmi.transport.tcp.responseTimeout", ANSWER_MILLIS); // instead of waiting for ever
        System.exit(run(arguments, System.out, System.err));
    }

    /** The command's exit code. */
    static int run(String[] arguments, PrintStream out, PrintStream errors) {
        String attribute = arguments.length == 2 ? ATTRIBUTES.get(arguments[0]) : null;
        if (attribute == null || !arguments[1].matches("\\d{1,9}")) {
            errors.print(USAGE);
            return WRONG_USAGE;
        }
        try {
            ask(Integer.parseInt(arguments[1]), attribute).forEach(text -> out.print(printable(text)));
            out.flush();
            return 0;
        } catch (IOException e) {
            errors.println(e.getMessage());
            return 1;
        }
    }

    private static List<String> ask(int pid, String attribute) throws IOException {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            throw new IOException(
                    "This needs a JDK: the Java of " + System.getProperty("java.home") + " lacks the module " + MODULE);
        }
        OtherProcess.check(pid);
        return OtherJvm.read(pid, attribute);
    }

    /** Names of tasks may have what a terminal takes for commands; and a terminal may know ASCII only. */
    private static String printable(String text) {
        String harmless = text.replaceAll("[\\p{Cntrl}&&[^\n]]", "?");
        String charset = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
        Charset ofTerminal = charset == null ? Charset.defaultCharset() : Charset.forName(charset);
        if (ofTerminal.newEncoder().canEncode('└')) {
            return harmless;
        }
        return harmless.replace("├── ", "+-- ").replace("└── ", "`-- ").replace('│', '|');
    }
}
